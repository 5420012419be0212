/** Tests the console as a whole in Chromium: its frame, its addresses, its keys, and what it does without its server. */
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { startServer } from "../../src/index.ts"
import { axeProblems, hasChromium, useBrowser } from "./browser.ts"

const titles = ["Connectors", "Health", "Requests", "Faults and clock", "Token"]

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true })

describe.skipIf(!hasChromium)("The console", () => {
  const open = useBrowser()

  open.onEachDevice(
    "is accessible in each section, and nothing sticks out sideways",
    "",
    { auth: "none" },
    async ({ page }, look) => {
      for (const title of titles) {
        await page.getByRole("link", { name: title, exact: true }).click()
        await heading(page, title).waitFor()
        await look(title)
      }
    },
  )

  it("calls only its server, and keeps to its policy", async () => {
    await using opened = await open()
    const { page, server, logged } = opened
    const urls: Array<string> = []
    page.on("request", (request) => urls.push(request.url()))
    await page.addInitScript({
      content: `addEventListener("securitypolicyviolation", (event) => console.error(event.violatedDirective))`,
    })
    await page.reload()
    for (const title of titles) {
      await page.getByRole("link", { name: title, exact: true }).click()
      await heading(page, title).waitFor()
    }
    assert.isAbove(urls.length, 3)
    assert.deepStrictEqual(
      urls.filter((url) => !url.startsWith(`${server.url}/`) && !url.startsWith("data:")),
      [],
    )
    assert.deepStrictEqual(logged, [])
  })

  it("shows the section of its address, also after Back", async () => {
    await using opened = await open("/requests")
    const { page } = opened
    await heading(page, "Requests").waitFor()
    await page.waitForFunction(`document.title === "Requests · odj-server"`)
    await page.getByRole("link", { name: "Token", exact: true }).click()
    await heading(page, "Token").waitFor()
    await page.goBack()
    await heading(page, "Requests").waitFor()
  })

  it("shows the connectors at an address that it does not know", async () => {
    await using opened = await open("/nowhere/%zz")
    await heading(opened.page, "Connectors").waitFor()
  })

  it("is walked by keys, which ? lists", async () => {
    await using opened = await open("", { auth: "none" })
    const { page } = opened
    await heading(page, "Connectors").waitFor()
    const walk = { h: "Health", r: "Requests", f: "Faults and clock", t: "Token", c: "Connectors" }
    for (const [key, title] of Object.entries(walk)) {
      await page.keyboard.press("g")
      await page.keyboard.press(key)
      await heading(page, title).waitFor()
    }
    await page.keyboard.press("?")
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" })
    await dialog.getByText("Go to Health").waitFor()
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
  })

  it("skips its header on request", async () => {
    await using opened = await open("", { auth: "none" })
    const { page } = opened
    await heading(page, "Connectors").waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert.strictEqual(await page.evaluate("document.activeElement?.tagName"), "MAIN")
  })

  it("says that its server is away, and goes on when one is back at the address", async () => {
    await using opened = await open("", { auth: "none" })
    const { page, server } = opened
    await page.getByText("ready").waitFor()
    await server.stop()
    const banner = page.getByText("The server does not respond. Trying again…")
    await banner.waitFor()
    assert.deepStrictEqual(await axeProblems(page), [])
    const port = Number(new URL(server.url).port)
    const next = await startServer({ control: true, auth: "none", port })
    try {
      await banner.waitFor({ state: "detached" })
      await page.getByText("ready").waitFor()
    } finally {
      await next.stop()
    }
  })
})
