/** Tests the console's stream of events in Chromium: while the page is hidden, and after that. */
import { assert, describe, it } from "vitest"
import { hasChromium, useBrowser } from "./browser.ts"
import { setVisibility } from "./setVisibility.ts"

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
})
