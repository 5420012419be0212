/** Tests the section "Faults and clock" of the console, in Chromium, at a server that really fails. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { exampleConnector } from "@odj/domain"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import type { RunningServer } from "../../src/index.ts"
import { axeProblems, changeSettings, hasChromium, useBrowser } from "./browser.ts"

const connectors = "/beta/deviceManagement/domainJoinConnectors"

const create = async ({ url }: RunningServer, displayName = "HQ", token?: string) =>
  fetch(url + connectors, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ ...exampleConnector, displayName }),
  })

const namesIn = async (server: RunningServer): Promise<ReadonlyArray<string>> => {
  const { tenants } = await server.snapshot()
  return Object.values(tenants).flatMap((list) => list.map(({ displayName }) => String(displayName)))
}

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true })

/** The message of the page when an action is done. */
const done = (page: Page, text: string) => page.locator(".notice").getByText(text).first().waitFor()

const armed = (page: Page) => region(page, "Faults in force").getByRole("listitem")

const formOf = (page: Page) => region(page, "Arm a fault")

/** Enters the text as JSON, and arms it. */
const armJson = async (page: Page, text: string) => {
  const form = formOf(page)
  await form.getByRole("button", { name: "JSON", exact: true }).click()
  await form.getByLabel("Faults as JSON").fill(text)
  await form.getByRole("button", { name: "Arm", exact: true }).click()
}

describe.skipIf(!hasChromium)("Faults and clock", () => {
  const open = useBrowser()

  it("are armed and moved once by a double click", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page } = opened
    const form = formOf(page)
    const buttons = [
      form.getByRole("button", { name: "Arm", exact: true }),
      region(page, "Presets").getByRole("button", { name: "Arm observed" }),
      region(page, "Clock").getByRole("button", { name: "+1 day" }),
    ]
    await form.getByRole("button", { name: "JSON", exact: true }).click()
    await form.getByLabel("Faults as JSON").fill('{"name":"mine","on":"create","with":{"status":503}}')
    const { promise: pressed, resolve } = Promise.withResolvers<void>()
    const writes: Array<string> = []
    await page.route("**/_odj/*", async (route) => {
      const sent = route.request()
      if (sent.method() !== "GET") writes.push(`${sent.method()} ${sent.postData()?.slice(0, 16)}`)
      await pressed
      await route.continue()
    })
    for (const button of buttons) await button.dblclick()
    resolve()
    await armed(page).filter({ hasText: "mine" }).first().waitFor()
    await armed(page).nth(1).waitFor()
    await region(page, "Clock").getByText("1 day ahead").waitFor()
    assert.lengthOf(writes, 3, writes.join("\n"))
  })

  open.onEachDevice(
    "are accessible, and fit, with everything open",
    "/faults",
    { auth: "none" },
    async ({ page, server }, look) => {
      await page.getByText("No fault is in force").waitFor()
      await region(page, "Presets").getByRole("heading", { name: "observed" }).waitFor()
      await look()
      await server.fail([
        { name: "x".repeat(300), on: "create", times: 2, with: { status: 503, message: "m".repeat(500) } },
        { name: "מחבר <b>bold</b>", when: { displayName: "שלום עולם" }, with: "reset" },
      ])
      await armed(page).nth(1).waitFor()
      await region(page, "Contents").getByLabel("Name of a snapshot").fill("Before <i>")
      await region(page, "Contents").getByRole("button", { name: "Take snapshot" }).click()
      await done(page, "Kept \u2068Before <i>\u2069")
      await page.evaluate(
        'for (const details of document.querySelectorAll("main details")) details.open = true',
      )
      await look()
    },
  )

  it.each(["a desktop", "a phone"] as const)(
    "arm a fault by form, show how often it struck, and disarm it, on %s",
    async (device) => {
      await using opened = await open("/faults", { auth: "none", device })
      const { page, server, logged } = opened
      const form = formOf(page)
      await form.getByLabel("Times").fill("2")
      await form.getByRole("button", { name: "503" }).click()
      await form.getByText("Creates: the next 2 get 503.").waitFor()
      await form.getByText('await server.fail({ on: "create", times: 2, with: { status: 503 } })').waitFor()
      await form.getByText(`curl -i -X POST`).waitFor()
      await form.getByRole("button", { name: "Arm", exact: true }).click()
      const item = armed(page).first()
      await item.getByText("Struck 0 of 0 matching requests, 2 left").waitFor()
      assert.deepStrictEqual(
        server.faults().map(({ fault }) => fault),
        [{ on: "create", times: 2, with: { status: 503 } }],
      )
      assert.strictEqual((await create(server)).status, 503)
      await item.getByText("Struck 1 of 1 matching request, 1 left").waitFor()
      await item.getByText("Creates: the next one gets 503.").waitFor()
      assert.strictEqual((await create(server)).status, 503)
      assert.strictEqual((await create(server)).status, 201)
      await item.getByText("Struck 2 of 3 matching requests, used up").waitFor()
      await item.getByRole("button", { name: "Disarm" }).click()
      await page.getByText("No fault is in force").waitFor()
      assert.deepStrictEqual(server.faults(), [])
      assert.deepStrictEqual(logged, [])
    },
  )

  it("arm a fault with every condition of the form", async () => {
    await using opened = await open("/faults", { device: "a desktop" })
    const { page, server } = opened
    const form = formOf(page)
    await form.getByLabel("What fails").selectOption("Requests to the sign-in")
    await form.getByRole("button", { name: "429" }).click()
    await form.getByText("Everything that can happen").click()
    await form.getByLabel("Message").fill("AADSTS70043: Too old")
    await form.getByLabel("Headers").fill("X-Reason: moved: away\nX-Other: 1")
    await form.getByText("Name and further conditions").click()
    await form.getByLabel("Name", { exact: true }).fill("throttled <sign-in>")
    await form.getByLabel("Rate").pressSequentially("0.50")
    await form.getByLabel("Seed").fill("7")
    await form.getByLabel("Requests", { exact: true }).fill("3")
    await form.getByLabel("Per").fill("20 seconds")
    await form.getByLabel("By", { exact: true }).selectOption("tenant")
    await form.getByRole("button", { name: "Arm", exact: true }).click()
    await armed(page).first().getByRole("heading", { name: "throttled <sign-in>" }).waitFor()
    assert.deepStrictEqual(server.faults()[0]?.fault, {
      name: "throttled <sign-in>",
      on: "token",
      times: 1,
      rate: 0.5,
      seed: 7,
      limit: { requests: 3, per: "20 seconds", by: "tenant" },
      with: {
        status: 429,
        retryAfter: 5,
        message: "AADSTS70043: Too old",
        headers: { "X-Reason": "moved: away", "X-Other": "1" },
      },
    })
  })

  it("can be used with the keyboard alone", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    const form = formOf(page)
    await form.getByLabel("Times").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await form.getByText("Creates: the next one gets 429, with Retry-After 5 s.").waitFor()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await armed(page).first().waitFor()
    assert.strictEqual((await create(server)).status, 429)
    await armed(page).first().getByRole("button", { name: "Disarm" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("No fault is in force").waitFor()
  })

  it("keep the focus near what was disarmed or forgotten", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    const focused = page.locator(":focus")
    await server.fail(["one", "two", "three"].map((name) => ({ name, with: "reset" })))
    await armed(page).nth(2).waitFor()
    const left: ReadonlyArray<readonly [disarmed: string, focused: string]> = [
      ["two", "Disarm three"],
      ["three", "Disarm one"],
      ["one", "In force"],
    ]
    for (const [name, next] of left) {
      await page.getByRole("button", { name: `Disarm ${name}` }).focus()
      await page.keyboard.press("Enter")
      await armed(page).filter({ hasText: name }).waitFor({ state: "detached" })
      assert.strictEqual(await focused.textContent(), next)
    }
    const contents = region(page, "Contents")
    for (const count of [1, 2]) {
      await contents.getByRole("button", { name: "Take snapshot" }).click()
      await contents
        .getByRole("listitem")
        .nth(count - 1)
        .waitFor()
    }
    await contents.getByRole("button", { name: "Forget Snapshot 1" }).focus()
    await page.keyboard.press("Enter")
    await contents.getByRole("listitem").nth(1).waitFor({ state: "detached" })
    assert.strictEqual(await focused.textContent(), "Forget Snapshot 2")
    await page.keyboard.press("Enter")
    await contents.getByRole("listitem").waitFor({ state: "detached" })
    assert.strictEqual(await focused.textContent(), "Contents")
  })

  it.each([
    { server: "has no issuer", auth: "none", families: ["Requests to Graph's API", "New connections"] },
    {
      server: "has one",
      auth: "local",
      families: ["Requests to Graph's API", "Requests to the sign-in", "Tokens", "New connections"],
    },
  ] as const)("offer only faults that can strike: the server $server", async ({ auth, families }) => {
    await using opened = await open("/faults", { auth })
    const { page } = opened
    const form = formOf(page)
    const optionsOf = (label: string) => form.getByLabel(label).getByRole("option").allTextContents()
    await form.getByLabel("What fails").selectOption("New connections")
    assert.deepStrictEqual(await optionsOf("What fails"), [...families])
    assert.deepStrictEqual(await optionsOf("The client gets"), ["A broken connection", "Only a delay"])
    // The server refuses others, but a person can write them, and sees in the form what is refused.
    await armJson(page, '{"on": "connection", "with": {"certificate": "expired"}}')
    await form.getByText("This server has no TLS").waitFor()
    await form.getByRole("button", { name: "Form", exact: true }).click()
    assert.include(await optionsOf("The client gets"), "A wrong certificate")
  })

  it("offer wrong certificates on a server with TLS", async () => {
    await using opened = await open("/faults", { auth: "none", tls: true })
    const { page } = opened
    const form = formOf(page)
    await form.getByLabel("What fails").selectOption("New connections")
    await form.getByLabel("The client gets").selectOption("A wrong certificate")
    await form.getByRole("button", { name: "Arm", exact: true }).click()
    await armed(page).first().waitFor()
  })

  it("arm and disarm presets", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    const preset = region(page, "Presets").getByRole("listitem").filter({ hasText: "observed" }).first()
    await preset.getByText("Deletes get 403, as in every public report of one.").waitFor()
    await preset.getByText("microsoftgraph/microsoft-graph-docs-contrib#1541").waitFor()
    await preset.getByRole("button", { name: "Arm observed" }).click()
    await preset.getByText("in force").waitFor()
    const refused = await fetch(`${server.url}${connectors}/ba72003d-5a29-4a40-9d5e-6a5c0d1a3c52`, {
      method: "DELETE",
    })
    assert.strictEqual(refused.status, 403)
    await armed(page).first().getByText("Struck 1 of 1 matching request").waitFor()
    await page.getByRole("button", { name: "Disarm all" }).click()
    await page.getByText("No fault is in force").waitFor()
    await preset.getByText("in force").waitFor({ state: "detached" })
  })

  it("show every problem of invalid JSON, and keep what was typed", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    const text = '[{"on": "crate", "times": 0, "with": {"status": 99}}, {"with": {"statos": 1}}]'
    await armJson(page, text)
    const form = formOf(page)
    for (const problem of [
      'faults[0]: on: Unknown operation "crate". Did you mean create?',
      "faults[0]: times: Expected a value greater than or equal to 1",
      "faults[0]: with.status: Expected a value between 200 and 599",
      "faults[1]: with.statos: Unknown property. Did you mean status?",
    ])
      await form.getByText(problem).waitFor()
    assert.strictEqual(await form.getByLabel("Faults as JSON").inputValue(), text)
    assert.deepStrictEqual(await axeProblems(page), [])
    await page.getByRole("link", { name: "Token", exact: true }).click()
    await page.getByRole("link", { name: "Faults and clock" }).click()
    assert.strictEqual(await form.getByLabel("Faults as JSON").inputValue(), text)
    await armJson(page, '{"with": "reset"')
    await form.locator(".problem").first().waitFor()
    assert.deepStrictEqual(server.faults(), [])
    await form
      .getByLabel("Faults as JSON")
      .fill('[{"on": "list", "with": "reset"}, {"on": "get", "with": "close"}]')
    await form.getByRole("button", { name: "Arm", exact: true }).click()
    await armed(page).nth(1).waitFor()
    assert.lengthOf(server.faults(), 2)
    assert.strictEqual(await form.locator(".problem").count(), 0)
  })

  it("show a problem beside the field of the form", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    const form = formOf(page)
    await form.getByLabel("Times").fill("many")
    await form.getByRole("button", { name: "Arm", exact: true }).click()
    await form.locator("#fault-times[aria-invalid=true]").waitFor()
    await form.locator("#fault-times-text").getByText("Expected").waitFor()
    assert.strictEqual(await form.getByLabel("Times").inputValue(), "many")
    await form.getByText("Everything that can happen").click()
    await form.getByLabel("Status", { exact: true }).fill("99")
    await form.getByRole("button", { name: "Arm", exact: true }).click()
    await form.locator("[aria-invalid=true]").nth(1).waitFor()
    assert.deepStrictEqual(server.faults(), [])
  })

  it("have names with markup as text", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server, logged } = opened
    const markup = '<img src=x onerror="document.title=1">'
    await server.fail({ name: markup, when: { displayName: markup }, with: { status: 503, message: markup } })
    await armed(page).first().getByText(markup, { exact: true }).first().waitFor()
    assert.strictEqual(await page.locator("main img").count(), 0)
    assert.deepStrictEqual(logged, [])
  })

  it("move the clock, so that tokens expire, and the page goes on", async () => {
    await using opened = await open("/faults")
    const { page, server } = opened
    const clock = region(page, "Clock")
    await clock.getByText("not moved").waitFor()
    const token = await server.token()
    assert.strictEqual((await create(server, "HQ", token)).status, 201)
    await clock.getByRole("button", { name: "+6 days" }).focus()
    await clock.getByText('{"advance":"6 days"}', { exact: true }).waitFor()
    await clock.getByRole("button", { name: "+6 days" }).click()
    await clock.getByText("6 days ahead").waitFor()
    assert.strictEqual((await create(server, "HQ", token)).status, 401)
    await page.getByRole("link", { name: "Connectors" }).click()
    await page.getByRole("link", { name: "Faults and clock" }).click()
    await clock.getByRole("button", { name: "+1 hour" }).click()
    await clock.getByText("6 days and 1 hour ahead").waitFor()
    await clock.getByLabel("Time (UTC)").fill("2030-01-31T12:00")
    await clock.getByRole("button", { name: "Set", exact: true }).click()
    await clock.getByText(/2030-01-31 12:00:\d\d UTC/).waitFor()
    await clock.getByRole("button", { name: "Back to now" }).click()
    await clock.getByText("not moved").waitFor()
    assert.isBelow(Math.abs(server.clock.offset()), 60_000)
  })

  it("follow what other programs do", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    await server.fail({ name: "by a program", on: "list", with: "reset" })
    await armed(page).first().getByRole("heading", { name: "by a program" }).waitFor()
    server.clock.advance("31 days")
    await region(page, "Clock").getByText("31 days ahead").waitFor()
    await page.reload()
    await page.getByText(/^ready, up \d+ (s|min)$/).waitFor()
    await server.reset()
    await page.getByText("No fault is in force").waitFor()
    await region(page, "Clock").getByText("not moved").waitFor()
  })

  it("take a snapshot, restore it, and reset the server", async () => {
    const hq = { ...exampleConnector, displayName: "At the start" }
    await using opened = await open("/faults", { auth: "none", connectors: [hq] })
    const { page, server, logged } = opened
    const contents = region(page, "Contents")
    await create(server, "<b>Lab</b>")
    await contents.getByLabel("Name of a snapshot").fill("Two <b>connectors</b>")
    await contents.getByRole("button", { name: "Take snapshot" }).click()
    await contents.getByText("2 connectors in 1 tenant").waitFor()
    await create(server, "Branch")
    server.clock.advance("1 day")

    await contents.getByRole("button", { name: "Restore Two" }).click()
    const dialog = page.getByRole("dialog")
    await dialog
      .getByText(
        /The server gets what \u2068Two <b>connectors<\/b>\u2069 has: 2 connectors in 1 tenant, .* It loses what it has now: 3 connectors in 1 tenant\./,
      )
      .waitFor()
    assert.deepStrictEqual(await axeProblems(page), [])
    await dialog.getByRole("button", { name: "Cancel" }).click()
    assert.lengthOf(await namesIn(server), 3)
    await contents.getByRole("button", { name: "Restore Two" }).click()
    await dialog.getByRole("button", { name: "Restore" }).click()
    await done(page, "Restored: \u2068Two <b>connectors</b>\u2069")
    assert.deepStrictEqual(await namesIn(server), ["At the start", "<b>Lab</b>"])
    await region(page, "Clock").getByText("1 day ahead").waitFor({ state: "detached" })

    const [file] = await Promise.all([
      page.waitForEvent("download"),
      contents.getByRole("button", { name: "Download Two" }).click(),
    ])
    assert.strictEqual(file.suggestedFilename(), "Two-b-connectors-b-.json")
    const text = await readFile(await file.path(), "utf8")
    assert.deepStrictEqual(JSON.parse(text).tenants, (await server.snapshot()).tenants)

    await create(server, "Later")
    await contents.getByRole("button", { name: "Restore Two" }).click()
    await dialog.locator("summary").click()
    const command = await dialog.locator("pre").textContent()
    await dialog.getByRole("button", { name: "Cancel" }).click()
    const cwd = dirname(await file.path())
    await file.saveAs(join(cwd, file.suggestedFilename()))
    const { stdout } = await promisify(execFile)("sh", ["-c", String(command)], { cwd })
    assert.include(stdout, "HTTP/1.1 204")
    assert.deepStrictEqual(await namesIn(server), ["At the start", "<b>Lab</b>"])

    await contents.getByRole("button", { name: "Reset…" }).click()
    await dialog.getByText("This deletes all connectors of all tenants").waitFor()
    assert.notInclude(await dialog.textContent(), "SQLite")
    await dialog.getByRole("button", { name: "Reset" }).click()
    await done(page, "The server is as it was at its start")
    assert.deepStrictEqual(await namesIn(server), ["At the start"])

    await contents.locator("input[type=file]").setInputFiles({
      name: "kept.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    })
    await dialog.getByRole("button", { name: "Restore" }).click()
    await done(page, "Restored: \u2068kept.json\u2069")
    assert.lengthOf(await namesIn(server), 2)
    await contents.getByRole("button", { name: "Forget Two" }).click()
    await contents.getByRole("button", { name: "Restore Two" }).waitFor({ state: "detached" })
    assert.deepStrictEqual(logged, [])
  })

  it("say that a reset deletes what a SQLite file has", async () => {
    const folder = await mkdtemp(join(tmpdir(), "odj-console-"))
    await using opened = await open("/faults", { auth: "none", store: `sqlite:${join(folder, "odj.db")}` })
    const { page, server } = opened
    await create(server)
    await region(page, "Contents").getByRole("button", { name: "Reset…" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText("The SQLite file loses what it has now").waitFor()
    await dialog.getByRole("button", { name: "Reset" }).click()
    await done(page, "The server is as it was at its start")
    assert.deepStrictEqual(await namesIn(server), [])
    await rm(folder, { recursive: true })
  })

  it("list the problems of a file that is no snapshot, and restore nothing", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    await create(server)
    const contents = region(page, "Contents")
    const choose = (text: string) =>
      contents.locator("input[type=file]").setInputFiles({
        name: "wrong.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      })
    for (const text of [
      "null",
      "[]",
      '{"tenants": {}}',
      '{"time": "2026-01-31T12:00:00Z", "tenants": null}',
    ]) {
      await choose("{")
      await contents.getByText("The file is not JSON.").waitFor()
      await choose(text)
      await contents.getByText("The file is not a snapshot").waitFor()
    }
    await choose('{"time": "yesterday", "tenants": {"x": []}, "more": 1}')
    const dialog = page.getByRole("dialog")
    await dialog.waitFor()
    // What was wrong with the last file is not shown with this one.
    assert.strictEqual(await contents.locator(".problem").count(), 0)
    await dialog.getByRole("button", { name: "Restore" }).click()
    for (const problem of [
      "more: Unknown property",
      "time: Expected a time from 1970 to 9999, such as 2026-01-31T12:00:00Z",
      "tenants.x: Expected a GUID as the name",
    ])
      await contents.getByText(problem).waitFor()
    assert.lengthOf(await namesIn(server), 1)
  })

  it("keep and restore 100,000 connectors", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page, server } = opened
    await server.seed(
      Array.from({ length: 100_000 }, (_, index) => ({ ...exampleConnector, displayName: `${index}` })),
    )
    const contents = region(page, "Contents")
    await contents.getByRole("button", { name: "Take snapshot" }).click()
    await contents.getByText("100,000 connectors in 1 tenant").waitFor()
    await create(server)
    await contents.getByRole("button", { name: "Restore Snapshot 1" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click()
    await done(page, "Restored: \u2068Snapshot 1\u2069")
    assert.lengthOf(await namesIn(server), 100_000)
  })

  it("ask for the control's token, which their commands need", async () => {
    await using opened = await open("/faults", { auth: "none", control: { token: "sesame" } })
    const { page } = opened
    await page.getByLabel("Token", { exact: true }).fill("sesame")
    await page.keyboard.press("Enter")
    await page.getByText("No fault is in force").waitFor()
    await page.getByText('-H "Authorization: Bearer $CONTROL_TOKEN"').first().waitFor()
  })

  it("say how to start a server that has them", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page } = opened
    // A server without control is a gateway, or has PostgreSQL.
    await changeSettings(page, { control: "none" })
    await page.reload()
    await page.getByText("Faults and clock need the control of a test server").waitFor()
    assert.deepStrictEqual(await axeProblems(page), [])
  })
})
