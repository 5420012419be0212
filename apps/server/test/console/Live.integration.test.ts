/** Tests the console's stream of events in Chromium: while the page is hidden, and after that. */
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { hasChromium, useBrowser } from "./browser.ts"

const events = "**/_odj/events"

/** Hides the page, or shows it, as a change of tabs does. */
const setVisibility = (page: Page, visibility: "hidden" | "visible") =>
  page.evaluate(`Object.defineProperty(document, "visibilityState", { value: "${visibility}", configurable: true })
document.dispatchEvent(new Event("visibilitychange"))`)

describe.skipIf(!hasChromium)("The events of the console", () => {
  const open = useBrowser()

  it("end while the page is hidden, and go on after the last one that it has", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    await fetch(`${server.url}/beta/before`)
    await page.getByText("/before").first().waitFor()
    const [closed] = await Promise.all([page.waitForEvent("requestfailed"), setVisibility(page, "hidden")])
    assert.strictEqual(new URL(closed.url()).pathname, "/_odj/events")
    await fetch(`${server.url}/beta/meanwhile`)
    const [resumed] = await Promise.all([page.waitForRequest(events), setVisibility(page, "visible")])
    assert.match(resumed.headers()["last-event-id"] ?? "", /^[\w-]{36}\.\d+$/)
    await page.getByText("/meanwhile").first().waitFor()
    assert.isAbove(await page.getByText("/before").count(), 0)
  })
})
