/** Tests what the console does with requests that time out, break, are superseded, or get an unreadable response. */
import { exampleConnector } from "@odj/domain"
import type { Page, Route } from "playwright-core"
import { assert, describe, it } from "vitest"
import { hasChromium, useBrowser } from "./browser.ts"

const connectors = "**/beta/deviceManagement/domainJoinConnectors**"

const openList = (page: Page) => page.getByRole("link", { name: "Connectors", exact: true }).click()

describe.skipIf(!hasChromium)("The console", () => {
  const open = useBrowser()

  it("gives up on a response after 60 s", async () => {
    await using opened = await open("/faults", { auth: "none" })
    const { page } = opened
    await page.clock.install()
    await page.route(connectors, () => undefined)
    const failure = page.getByText("There was no response within 60 s.")
    await Promise.all([page.waitForRequest(connectors), openList(page)])
    await page.clock.fastForward(59_000)
    assert.strictEqual(await failure.count(), 0)
    await page.clock.fastForward(1_000)
    await failure.waitFor()
    await page.unrouteAll({ behavior: "ignoreErrors" })
  })

  it.each([
    ["{", "application/json", "The response is not valid JSON."],
    ["", "application/json", "The response is not a list of connectors."],
    ["<p>hello</p>", "text/html", "The response is not a list of connectors."],
  ])("says that %s of type %s is no list", async (body, contentType, message) => {
    await using opened = await open("/faults", { auth: "none" })
    const { page } = opened
    await page.route(connectors, (route) => route.fulfill({ status: 200, contentType, body }))
    await openList(page)
    await page.getByText(message).waitFor()
  })

  it("says that the outcome of a write is unknown if its response breaks", async () => {
    await using opened = await open("", { auth: "none", connectors: [exampleConnector] })
    const { page, server } = opened
    await page.route(connectors, (route) =>
      route.request().method() === "GET" ? route.continue() : route.abort("connectionreset"),
    )
    await page.getByText(String(exampleConnector.displayName)).first().click()
    await page.getByRole("button", { name: /^Touch/ }).click()
    await page.getByText("It is unknown whether the server ran the request.").first().waitFor()
    assert.strictEqual(server.requests({ committed: true }).length, 0)
  })

  it("aborts the request for a list when another one is requested", async () => {
    await using opened = await open("", { auth: "none", connectors: [exampleConnector] })
    const { page } = opened
    const name = page.getByText(String(exampleConnector.displayName)).first()
    await name.waitFor()
    const held: Array<Route> = []
    await page.route(connectors, (route) => (held.length === 0 ? void held.push(route) : route.continue()))
    const search = page.getByLabel("Search names")
    await Promise.all([page.waitForRequest(connectors), search.fill("missing")])
    const [aborted] = await Promise.all([page.waitForEvent("requestfailed"), search.fill("")])
    assert.include(aborted.url(), "MISSING")
    assert.include(aborted.failure()?.errorText, "ERR_ABORTED")
    await name.waitFor()
    assert.strictEqual(await page.getByRole("alert").count(), 0)
  })
})
