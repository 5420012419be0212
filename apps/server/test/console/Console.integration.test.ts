/** Tests the console as a whole, in Chromium. */
import { assert, describe, it } from "vitest"
import { axeProblems, type Device, devices, hasChromium, useBrowser } from "./browser.ts"

describe.skipIf(!hasChromium)("The console", () => {
  const open = useBrowser()

  it.each(Object.keys(devices) as ReadonlyArray<Device>)("is accessible on %s", async (device) => {
    await using opened = await open("", { auth: "none", device })
    const { page, logged } = opened
    await page.getByRole("link", { name: "Connectors" }).waitFor()
    assert.deepStrictEqual(await axeProblems(page), [])
    assert.deepStrictEqual(logged, [])
  })
})
