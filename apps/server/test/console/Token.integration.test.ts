/** Tests the section "Token" of the console, and how the page gets its own tokens, in Chromium. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { startServer } from "../../src/index.ts"
import { axeProblems, hasChromium, useBrowser } from "./browser.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

const displayName = String(exampleConnector.displayName)

/** What a button of the page copies. */
const copied = async (page: Page, button = "Copy the token"): Promise<string> => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await page.getByRole("button", { name: button, exact: true }).click()
  await page.getByRole("button", { name: "Copied" }).waitFor()
  return page.evaluate("navigator.clipboard.readText()")
}

const make = async (page: Page) => {
  await page.getByRole("button", { name: "Make token" }).click()
  await page.getByRole("heading", { name: "The token", exact: true }).waitFor()
  return copied(page)
}

const create = (url: string, token: string) =>
  fetch(url + collection, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(exampleConnector),
  })

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>

describe.skipIf(!hasChromium)("The section Token", () => {
  const open = useBrowser()

  open.onEachDevice("is accessible, and fits", "/token", {}, async ({ page }, look) => {
    await page.getByRole("button", { name: "Make token" }).waitFor()
    await look()
    await make(page)
    await look()
  })

  it("makes a token that works, and shows it without its signature", async () => {
    await using opened = await open("/token")
    const { page, server } = opened
    const token = await make(page)
    const response = await create(server.url, token)
    assert.strictEqual(response.status, 201)
    const signature = token.split(".")[2] ?? ""
    assert.notInclude(await page.locator("body").textContent(), signature)
    assert.strictEqual(claimsOf(token).tid, defaultTenant)
  })

  it("is not needed for the command of an action, which can be copied with a token", async () => {
    await using opened = await open("/connectors", { connectors: [exampleConnector] })
    const { page, server } = opened
    const paste = async (command: string) => (await promisify(execFile)("sh", ["-c", command])).stdout
    await page.locator(".call > summary").click()
    assert.include(await paste(await copied(page, "Copy with a token")), '"@odata.count":1')
    await page.goto(`${server.url}/#/faults`)
    await page.locator("summary", { hasText: "/_odj/reset" }).click()
    assert.strictEqual(await page.getByRole("button", { name: "Copy with a token" }).count(), 0)
    assert.include(await paste(await copied(page, "Copy")), "HTTP/1.1 204")
  })

  it("makes a token that can only read", async () => {
    await using opened = await open("/token")
    const { page, server } = opened
    await page.getByRole("checkbox", { name: /^Read and write/ }).uncheck()
    await page.getByRole("checkbox", { name: /^Read connectors/ }).check()
    const token = await make(page)
    const read = await fetch(server.url + collection, { headers: { Authorization: `Bearer ${token}` } })
    assert.strictEqual(read.status, 200)
    const created = await create(server.url, token)
    assert.strictEqual(created.status, 403)
  })

  it("suggests the people of the grants, and makes their tokens", async () => {
    const grants = {
      tenants: [{ id: defaultTenant, domains: ["contoso.example"] }],
      users: [{ userPrincipalName: "ada@contoso.example", displayName: "Ada" }],
    }
    await using opened = await open("/token", { grants })
    const { page } = opened
    await page.getByRole("radio", { name: "A person" }).check()
    await page.locator("#token-user-list option").first().waitFor({ state: "attached" })
    await page.getByRole("combobox", { name: "Person" }).fill("ada@contoso.example")
    const claims = claimsOf(await make(page))
    assert.deepInclude(claims, { tid: defaultTenant, upn: "ada@contoso.example", idtyp: "user" })
  })

  it("shows problems beside their fields", async () => {
    await using opened = await open("/token")
    const { page } = opened
    await page.getByLabel("Lifetime", { exact: true }).fill("25")
    await page.getByRole("button", { name: "Make token" }).click()
    await page.getByText("Enter a lifetime from 1 minute to 24 hours.").waitFor()
    await page.getByLabel("Lifetime", { exact: true }).fill("1")
    await page.getByLabel("Tenant", { exact: true }).fill("not a tenant")
    await page.getByRole("button", { name: "Make token" }).click()
    await page.locator("#token-tenant-text .problem").waitFor()
    const tenant = page.getByLabel("Tenant", { exact: true })
    assert.strictEqual(await tenant.getAttribute("aria-invalid"), "true")
    await page.waitForFunction(`document.activeElement.id === "token-tenant"`)
  })

  it("says when the token has expired, by the server's clock", async () => {
    await using opened = await open("/token")
    const { page, server } = opened
    await make(page)
    await page.getByRole("term").getByText("Valid until").waitFor()
    server.clock.advance("2 hours")
    await page.getByRole("term").getByText("Expired").waitFor()
  })

  it("tells a screen reader that the token was made, and does not read the token out", async () => {
    await using opened = await open("/token")
    const { page } = opened
    await page.getByRole("button", { name: "Make token" }).click()
    await page.getByRole("status").getByText("The token was made.").waitFor()
    assert.strictEqual(
      await page.locator("[role=status] .json, [role=alert] .json, [aria-live] .json").count(),
      0,
    )
  })

  it("says that no token is needed", async () => {
    await using opened = await open("/token", { auth: "none" })
    await opened.page.getByText("No token is needed").waitFor()
  })
})

describe.skipIf(!hasChromium)("The page's own token", () => {
  const open = useBrowser()

  it("is of the chosen tenant, which may have no connectors yet", async () => {
    const other = "11111111-1111-4111-8111-111111111111"
    const grants = {
      tenants: [
        { id: defaultTenant, domains: ["contoso.example"] },
        { id: other, domains: ["fabrikam.example"] },
      ],
      users: [{ userPrincipalName: "grace@fabrikam.example" }],
    }
    await using opened = await open("", { grants, connectors: [exampleConnector] })
    const { page, server } = opened
    await page.getByText(displayName).first().waitFor()
    await page.getByRole("combobox", { name: "Tenant" }).selectOption(other)
    await page.getByText("No connectors yet").waitFor()
    await page.getByRole("button", { name: "Add 25 examples" }).click()
    await page.getByText("25 connectors").first().waitFor()
    const { tenants } = await server.snapshot()
    assert.deepStrictEqual(
      Object.entries(tenants).map(([tenant, { length }]) => [tenant, length]),
      [
        [defaultTenant, 1],
        [other, 25],
      ],
    )
  })

  it("is renewed when the clock has moved past its end", async () => {
    await using opened = await open("/token", { connectors: [exampleConnector] })
    const { page, server } = opened
    await page.getByRole("link", { name: "Connectors" }).click()
    await page.getByText(displayName).first().waitFor()
    await server.clock.advance("30 days")
    await page.getByRole("link", { name: "Token" }).click()
    await Promise.all([
      page.waitForResponse((one) => one.url().includes(collection) && one.status() === 200),
      page.getByRole("link", { name: "Connectors" }).click(),
    ])
    await page.getByText(displayName).first().waitFor()
  })

  it("is renewed once, and no more than once, when the server refuses it", async () => {
    await using opened = await open("/token", { connectors: [exampleConnector] })
    const { page } = opened
    await page.getByRole("button", { name: "Make token" }).waitFor()
    let lists = 0
    await page.route(`**${collection}?**`, (route) => {
      lists++
      return route.fulfill({
        status: 401,
        json: { error: { code: "InvalidAuthenticationToken", message: "No." } },
      })
    })
    await page.getByRole("link", { name: "Connectors" }).click()
    await page.getByText("No.").first().waitFor()
    assert.strictEqual(lists, 2)
  })

  it("is another one after a restart with new keys, without a reload by the person", async () => {
    await using opened = await open("", { connectors: [exampleConnector] })
    const { page, server } = opened
    await page.getByText(displayName).first().waitFor()
    await server.stop()
    await page.getByText("The server does not respond").waitFor()
    await using _restarted = await startServer({
      control: true,
      port: Number(new URL(server.url).port),
      connectors: [{ ...exampleConnector, displayName: "After the restart" }],
    })
    await page.getByText("After the restart").first().waitFor()
  })
})

describe.skipIf(!hasChromium)("The control token", () => {
  const open = useBrowser()

  it("is asked for, refused if it is wrong, and kept in the tab", async () => {
    await using opened = await open("/token", { control: { token: "a-long-control-token" } })
    const { page } = opened
    const enter = async (text: string) => {
      await page.getByLabel("Token", { exact: true }).fill(text)
      await page.getByRole("button", { name: "Use this token" }).click()
    }
    await page.getByRole("heading", { name: "Control token" }).waitFor()
    assert.deepStrictEqual(await axeProblems(page), [])
    await enter("another-control-token")
    await page.getByText("This is not the control token of this server.").waitFor()
    await enter("a-long-control-token")
    await page.getByRole("button", { name: "Make token" }).waitFor()
    await page.reload()
    await page.getByRole("button", { name: "Make token" }).waitFor()
    assert.strictEqual(await page.evaluate("Object.keys(localStorage).length"), 0)
  })
})
