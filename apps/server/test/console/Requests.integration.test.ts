/** Tests the console's list of requests, and the details of one, in Chromium. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { collectionPath as path } from "@odj/graph-wire"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import type { RunningServer } from "../../src/index.ts"
import { changeSettings, hasChromium, type OpenConsole, useBrowser } from "./browser.ts"

const collectionPath = `/beta/${path}`

const json = { "Content-Type": "application/json" }

/** Sends a request to a server as a client, and reads the response. */
const request = async ({ url }: RunningServer, path: string, init: RequestInit = {}) => {
  const response = await fetch(url + path, init)
  return { status: response.status, text: await response.text() }
}

const post = (server: RunningServer, path: string, body: unknown, headers = {}) =>
  request(server, path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) })

const hostileName = `<img src=x onerror="document.title='run'"> שלום`

const connector = {
  displayName: hostileName,
  version: "6.2204.38.3",
  state: "active" as const,
  lastConnectionDateTime: "2026-01-01T00:00:00Z",
}

const create = async (server: RunningServer, more = {}) =>
  (
    JSON.parse((await post(server, collectionPath, { ...connector, ...more })).text) as {
      readonly id: string
    }
  ).id

const rows = ({ page }: OpenConsole) => page.getByRole("grid", { name: "Requests" }).locator(".row-item")

/** The texts of the rows, once there are as many. */
const rowTexts = async (opened: OpenConsole, count: number) => {
  const all = rows(opened)
  await all.nth(count - 1).waitFor()
  assert.strictEqual(await all.count(), count)
  return all.allInnerTexts()
}

const panel = ({ page }: OpenConsole) => page.getByRole("complementary")

/** Counts the recorded requests that a page has in memory, after a garbage collection. */
const heldRequests = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page)
  const { result: prototype } = await session.send("Runtime.evaluate", { expression: "Object.prototype" })
  const { objects } = await session.send("Runtime.queryObjects", {
    prototypeObjectId: prototype.objectId ?? "",
  })
  const { result } = await session.send("Runtime.callFunctionOn", {
    objectId: objects.objectId ?? "",
    functionDeclaration: `function () {
      return this.filter((object) => Object.hasOwn(object, "number") && Object.hasOwn(object, "operation")).length
    }`,
    returnByValue: true,
  })
  return result.value
}

describe.skipIf(!hasChromium)("The section Requests", () => {
  const open = useBrowser()

  open.onEachDevice(
    "shows requests as they arrive, and their details",
    "/requests",
    { auth: "none" },
    async (opened, look) => {
      const { page, server } = opened
      await page.getByRole("heading", { name: "No requests yet" }).waitFor()
      assert.strictEqual(
        await page.locator(".empty pre").textContent(),
        `curl -i '${server.url}${collectionPath}'`,
      )
      await look()

      const id = await create(server)
      await server.fail({ name: "<i>hides</i>", on: "update", with: { status: 504, after: "commit" } })
      await request(server, `${collectionPath}/${id}`, {
        method: "PATCH",
        headers: json,
        body: JSON.stringify({ displayName: `${hostileName} 2` }),
      })
      const [update, created] = await rowTexts(opened, 2)
      assert.match(created ?? "", /POST domainJoinConnectors\s+201\s+changed/)
      assert.match(update ?? "", /PATCH domainJoinConnectors\/.*\s+504\s+changed anyway\s+⚡ <i>hides<\/i>/)
      await look()

      await rows(opened).first().click()
      const details = panel(opened)
      await details.getByText("changed a connector, but the client got: 504").waitFor()
      await details.getByText(`{\n  "displayName": ${JSON.stringify(`${hostileName} 2`)}\n}`).waitFor()
      assert.strictEqual(await page.locator("main img, main i").count(), 0)
      assert.notStrictEqual(await page.title(), "run")
      await look()

      await details.getByRole("button", { name: "Fail the next one…" }).click()
      await page.getByRole("dialog").getByText("Updates with id").waitFor()
      await look()
    },
  )

  it("shows the requests of a batch beneath it, and leads from one to the other", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { server } = opened
    await post(server, "/beta/$batch", {
      requests: ["", "/none"].map((path, index) => ({
        id: String(index),
        method: "GET",
        url: `/deviceManagement/domainJoinConnectors${path}`,
      })),
    })
    const [batch, ...parts] = await rowTexts(opened, 3)
    assert.include(batch, "/$batch")
    assert.match(parts.join(), /domainJoinConnectors\s+200[\s\S]*domainJoinConnectors\/none\s+404/)
    await rows(opened).nth(2).click()
    await panel(opened).getByText("ResourceNotFound: ").waitFor()
    await panel(opened).getByRole("link", { name: "Request 1" }).click()
    await panel(opened).getByRole("link", { name: "Request 3" }).waitFor()
  })

  it("shows what clients got instead of a response", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    await server.fail({ on: "list", times: 1, with: "reset" })
    await request(server, collectionPath).catch(() => undefined)
    await server.fail({ on: "list", times: 1, with: { delay: "1 hour" } })
    const leaving = new AbortController()
    const left = request(server, collectionPath, { signal: leaving.signal }).catch(() => undefined)
    await page.getByText("in flight").waitFor()
    await rows(opened).first().click()
    await panel(opened).getByText("The client got none: in flight.").waitFor()
    leaving.abort()
    await left
    await panel(opened).getByText("The client got none: client left.").waitFor()
    await rows(opened).nth(1).getByText("connection reset").waitFor()
  })

  it("filters, and keeps the filter in the address", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const id = await create(server)
    await request(server, `${collectionPath}/${id}`)
    await request(server, `${collectionPath}/none`)
    await request(server, "/common/discovery/v2.0/keys")
    await server.fail({ name: "away", with: { status: 503 } })
    await request(server, collectionPath)
    await rowTexts(opened, 5)

    const expectOne = async (text: RegExp) => assert.match((await rowTexts(opened, 1))[0] ?? "", text)
    const filters: ReadonlyArray<readonly [() => Promise<unknown>, RegExp]> = [
      [() => page.getByRole("button", { name: "Changed" }).click(), /POST/],
      [() => page.getByRole("button", { name: "Struck by faults" }).click(), /503/],
      [() => page.getByLabel("Method").selectOption("POST"), /POST/],
      [() => page.getByLabel("Status").selectOption("5"), /503/],
      [() => page.getByLabel("Search").fill("AWAY"), /503/],
    ]
    for (const [choose, text] of filters) {
      await choose()
      await expectOne(text)
      assert.match(page.url(), /#\/requests\?\w+=/)
      await page.goto(`${server.url}/#/requests`)
      await rowTexts(opened, 5)
    }
    await page.getByLabel("Search").fill("no such text")
    await page.getByRole("heading", { name: "No recorded request matches" }).waitFor()
    await page.getByRole("button", { name: "Remove the filters" }).click()
    await rowTexts(opened, 5)

    await page.getByRole("button", { name: "Issuer’s requests" }).click()
    await rowTexts(opened, 4)
    await page.goto(`${server.url}/#/requests?connector=${id}`)
    await rowTexts(opened, 2)
    await page.getByRole("button", { name: "Connector" }).click()
    await rowTexts(opened, 5)
  })

  it("hides the requests of the page until a person asks for them", async () => {
    await using opened = await open("/connectors", { auth: "none", connectors: [connector] })
    const { page, server } = opened
    await page.locator(".row-item").first().waitFor()
    const own = server.requests().length
    assert.isAbove(own, 0)
    await request(server, collectionPath)
    await page.goto(`${server.url}/#/requests`)
    await rowTexts(opened, 1)
    await page.getByRole("button", { name: "This page’s requests" }).click()
    await rows(opened).nth(own).waitFor()
  })

  it("pauses, counts what comes meanwhile, and resumes", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    await request(server, collectionPath)
    await rowTexts(opened, 1)
    await page.getByRole("button", { name: "Pause" }).click()
    await request(server, collectionPath)
    await request(server, collectionPath)
    await page.getByText("Paused: 2 new").waitFor()
    await rowTexts(opened, 1)
    await page.getByRole("button", { name: "Resume" }).click()
    await rowTexts(opened, 3)
  })

  it("forgets all requests, after a question that shows the call", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    await request(server, collectionPath)
    await rowTexts(opened, 1)
    await page.getByRole("button", { name: "Clear…" }).click()
    await page.getByRole("dialog").getByText("/_odj/requests", { exact: true }).waitFor()
    await page.getByRole("button", { name: "Clear", exact: true }).click()
    await page.getByRole("heading", { name: "No requests yet" }).waitFor()
    assert.deepStrictEqual([...server.requests()], [])
  })

  it("says since when requests are recorded, and how to record them from the start", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const hint = page.getByText("To record from the start, start the server with --control.")
    await page.getByText("Recording since").waitFor()
    // It forgets what it has recorded, but has recorded from the start all the same.
    server.clock.advance("1 hour")
    server.forget()
    await page
      .getByText(`Recording since ${new Date(server.clock.now()).toTimeString().slice(0, 5)}`)
      .waitFor()
    assert.strictEqual(await hint.count(), 0)
    await changeSettings(page, { recordsFromStart: false })
    await page.reload()
    await hint.waitFor()
  })

  it("shortens a long path in the list of a phone, and in the details", async () => {
    await using opened = await open("/requests", { auth: "none", device: "a phone" })
    const { page, server } = opened
    await request(server, `${collectionPath}/${"a-long-name-".repeat(100)}end`)
    const row = rows(opened).first()
    await row.waitFor()
    assert.isBelow((await row.boundingBox())?.height ?? Infinity, 120)
    await row.click()
    const url = page.locator(".request-line code")
    assert.match((await url.textContent()) ?? "", /^\/beta\/.*….*end$/)
    await page
      .getByRole("region", { name: "As curl" })
      .getByText(`${"a-long-name-".repeat(100)}end`)
      .waitFor()
  })

  it("moves from request to request by keyboard", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    for (const top of [1, 2, 3]) await request(server, `${collectionPath}?$top=${top}`)
    await rowTexts(opened, 3)
    await rows(opened).first().focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    const shown = (number: number) => page.getByRole("heading", { name: `Request ${number}` }).waitFor()
    await shown(2)
    await page.keyboard.press("j")
    await shown(1)
    assert.isTrue(await page.getByRole("button", { name: "Older" }).isDisabled())
    await page.keyboard.press("k")
    await page.keyboard.press("k")
    await shown(3)
    await page.keyboard.press("Escape")
    await panel(opened).waitFor({ state: "detached" })
    // The request that was shown last has the focus, not the one that was opened.
    await page.locator(".row-item:focus", { hasText: "$top=3" }).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.locator(".row-item:focus", { hasText: "$top=2" }).waitFor()
  })

  it("makes the next request like one fail", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const id = await create(server)
    const other = await create(server)
    await request(server, `${collectionPath}/${id}`)
    await rowTexts(opened, 3)
    await rows(opened).first().click()
    await panel(opened).getByRole("button", { name: "Fail the next one…" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByRole("button", { name: "503" }).click()
    await dialog.getByRole("button", { name: "Arm" }).click()
    await page.getByText("Armed: Reads of one connector").waitFor()
    const statuses = []
    for (const each of [other, id, id])
      statuses.push((await request(server, `${collectionPath}/${each}`)).status)
    assert.deepStrictEqual(statuses, [200, 503, 200])
  })

  it("gives a command that makes the same request, and shows no secrets", async () => {
    await using opened = await open("/requests", {})
    const { page, server, logged } = opened
    const { text } = await post(server, "/_odj/tokens", {})
    const { token } = JSON.parse(text) as { readonly token: string }
    const body = { ...connector, displayName: `it's "$HOME" \`id\` \u007f <b>` }
    await post(server, `${collectionPath}?$select=id`, body, {
      Authorization: `Bearer ${token}`,
      "Idempotency-Key": '"a-key-of-36-characters-or-so-1234567"',
      "client-request-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      Prefer: "return=minimal",
    })
    await post(server, "/common/oauth2/v2.0/token", "client_secret=very-secret-1&client_id=a", {
      "Content-Type": "application/x-www-form-urlencoded",
    })
    await rowTexts(opened, 2)
    await rows(opened).first().click()
    await page.getByRole("heading", { name: "Request 2" }).waitFor()
    await panel(opened).getByText("As curl").waitFor()
    const texts = [await page.content()]
    await page.keyboard.press("j")
    await panel(opened).getByText("The signature is not kept.").waitFor()
    for (const summary of await panel(opened).locator("summary").all()) await summary.click()
    texts.push(await page.content())
    assert.notInclude(texts.join(), "very-secret-1")
    assert.notInclude(texts.join(), token.split(".").at(-1) ?? token)

    const command = await page.getByRole("region", { name: "As curl" }).locator("pre").textContent()
    // The server is in this process, so the process must not wait for curl.
    await promisify(execFile)("sh", ["-c", command ?? ""], { env: { ...process.env, TOKEN: token } })
    const [first, , again] = server.requests()
    const same = (recorded: typeof first) => {
      const { host, connection, date, ...headers } = recorded?.headers ?? {}
      for (const name of ["accept", "accept-encoding", "accept-language", "sec-fetch-mode", "user-agent"])
        delete (headers as Record<string, string>)[name]
      const { method, path, query, body, bodyLength, token } = recorded ?? {}
      return { method, path, query, body, bodyLength, token, headers }
    }
    assert.deepStrictEqual(same(again), same(first))
    assert.strictEqual(again?.connector, first?.connector)
    assert.deepStrictEqual(logged, [])
  })

  it("asks for the control's token on a server without sign-in", async () => {
    await using opened = await open("/requests", {
      auth: "none",
      control: { token: "a-long-control-token" },
    })
    const { page, server } = opened
    await page.getByLabel("Token", { exact: true }).fill("a-long-control-token")
    await page.getByRole("button", { name: "Use this token" }).click()
    await create(server)
    await rowTexts(opened, 1)
  })

  it("has the last 200 of 3,000 requests in memory, and renders those in view", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    for (let sent = 0; sent < 3_000; sent += 50)
      await Promise.all(Array.from({ length: 50 }, () => request(server, `${collectionPath}?$top=1`)))
    await page.goto(`${server.url}/#/requests/3000?text=top`)
    await page.getByRole("heading", { name: "As curl" }).waitFor()
    await page.locator('[aria-rowcount="201"]').waitFor()
    assert.isBelow(await rows(opened).count(), 60)
    const held = await heldRequests(page)
    assert.isAtLeast(held, 200)
    // What was rendered before is in memory too.
    assert.isAtMost(held, 1_200)
  })
})
