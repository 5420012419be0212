/** Tests the console's stream of events in Chromium: while the page is hidden, after that, and when the server is replaced. */
import { exampleConnector } from "@odj/domain"
import { assert, describe, it } from "vitest"
import { hasChromium, useBrowser } from "./browser.ts"
import { setVisibility } from "./setVisibility.ts"
import { startProxy } from "./startProxy.ts"

describe.skipIf(!hasChromium)("The events of the console", () => {
  const open = useBrowser()

  it("end while the page is hidden, and then begin anew", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    await fetch(`${server.url}/beta/before`)
    await page.getByText("/before").first().waitFor()
    const [closed] = await Promise.all([page.waitForEvent("requestfailed"), setVisibility(page, "hidden")])
    assert.strictEqual(new URL(closed.url()).pathname, "/_odj/events")
    await fetch(`${server.url}/beta/meanwhile`)
    await setVisibility(page, "visible")
    await page.getByText("/meanwhile").first().waitFor()
    assert.isAbove(await page.getByText("/before").count(), 0)
  })

  it("show that another server has taken the place of one, even if it was never away", async () => {
    const connectors = (displayName: string) => [{ ...exampleConnector, displayName }]
    await using opened = await open("", { auth: "none", connectors: connectors("Old") })
    await using elsewhere = await open("", { auth: "none", connectors: connectors("New") })
    const servers = { "/": `${opened.server.url}/` }
    await using proxy = await startProxy(servers)
    const { page } = opened
    await page.goto(`${proxy.url}/#/connectors`)
    await page.locator(".row-item", { hasText: "Old" }).waitFor()
    servers["/"] = `${elsewhere.server.url}/`
    proxy.cut()
    await page.locator(".row-item", { hasText: "New" }).waitFor()
    assert.strictEqual(await page.getByText("Old").count(), 0)
  })
})
