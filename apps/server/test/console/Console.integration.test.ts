/** Tests the console as a whole in Chromium: its frame, its addresses, its keys, and what it does without its server. */
import { exampleConnector } from "@odj/domain"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { startServer } from "../../src/index.ts"
import { axeProblems, changeSettings, hasChromium, useBrowser } from "./browser.ts"

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

  it("shows its sections before its script is there", async () => {
    await using opened = await open()
    const { page } = opened
    const links = () =>
      page
        .locator(".tabs a")
        .evaluateAll((all) => all.map((link) => [link.getAttribute("href"), link.textContent]))
    await heading(page, "Connectors").waitFor()
    const shown = await links()
    await page.route("**/console/script.js", (route) => route.abort())
    await page.reload()
    assert.deepStrictEqual(await links(), shown)
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

  it("says that its server is away if a proxy responds in its place, and loads when it is back", async () => {
    await using opened = await open("", { auth: "none", connectors: [exampleConnector] })
    const { page } = opened
    await page.getByText(String(exampleConnector.displayName)).first().waitFor()
    await page.route("**", (route) =>
      route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }),
    )
    await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click()
    await page.getByText("The server does not respond. Trying again…").waitFor()
    assert.strictEqual(await page.getByText("Bad Gateway").count(), 0)
    await page.unrouteAll({ behavior: "ignoreErrors" })
    await page.getByText(String(exampleConnector.displayName)).first().waitFor()
  })

  it("says that it needs https at an http address of another machine", async () => {
    await using opened = await open("", { auth: "none", allowedHosts: ["odj.example"] })
    const { page, server } = opened
    await page.goto(server.url.replace("127.0.0.1", "odj.example"))
    await page.getByText("This page needs https").waitFor()
  })

  it("notices within a minute that its server is away, though no person does anything", async () => {
    await using opened = await open("", { auth: "none" })
    const { page, server } = opened
    // A gateway says the same, and needs a service behind it: without the control, no events come from the server.
    await changeSettings(page, { control: "none" })
    await page.clock.install()
    await page.reload()
    await page.getByText("ready").waitFor()
    await server.stop()
    await page.clock.runFor(60_000)
    await page.getByText("The server does not respond. Trying again…").waitFor()
  })

  it("says above the open panel of a phone that its server is away", async () => {
    const connectors = [{ ...exampleConnector, id: "first" }]
    await using opened = await open("/connectors/first", { auth: "none", device: "a phone", connectors })
    const { page, server } = opened
    await page.getByRole("complementary").waitFor()
    await server.stop()
    const banner = page.getByText("The server does not respond. Trying again…")
    await banner.waitFor()
    // Pointers pass through it, so a point finds it only without that.
    assert.isTrue(
      await page.evaluate(`(() => {
        const banner = document.querySelector(".away > p")
        banner.parentElement.style.pointerEvents = "auto"
        const { left, top, width, height } = banner.getBoundingClientRect()
        return document.elementFromPoint(left + width / 2, top + height / 2) === banner
      })()`),
    )
  })

  it("has its list below its buttons in a low window", async () => {
    await using opened = await open("", { auth: "none", connectors: [exampleConnector] })
    const { page } = opened
    await page.setViewportSize({ width: 640, height: 400 })
    await page.locator(".row-item").waitFor()
    const buttons = await page.getByRole("button", { name: "Forget all" }).boundingBox()
    const search = await page.getByText("Search names").boundingBox()
    assert.isAtLeast(search?.y ?? 0, (buttons?.y ?? 0) + (buttons?.height ?? 0))
  })

  it("shows which section is chosen also in forced colours", async () => {
    await using opened = await open("", { auth: "none" })
    const { page } = opened
    await page.emulateMedia({ forcedColors: "active" })
    const lines = (await page.evaluate(
      `Array.from(document.querySelectorAll("nav a"), (link) => getComputedStyle(link).borderBlockEndColor)`,
    )) as ReadonlyArray<string>
    const [chosen, ...others] = lines
    assert.strictEqual(new Set(others).size, 1)
    assert.notInclude(others, chosen)
  })
})
