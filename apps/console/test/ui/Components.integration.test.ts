/** Tests the components of the sections in Chromium: rows, panels, dialogs, notices, JSON, copying, and what a crash shows. */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { AxeResults } from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { rolldown } from "rolldown"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { style } from "../../build/Page.ts"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
const hasChromium = existsSync(executablePath)
if (!hasChromium) console.warn(`The tests of the components are skipped: ${executablePath} is missing.`)

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const axeProblems = async (page: Page) => {
  const { violations } = (await page.evaluate(`${axe}; axe.run()`)) as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`)
}

const html = `<!doctype html><html lang="en"><title>Components</title>
<link rel="stylesheet" href="/style.css"><script type="module" src="/script.js"></script><div id="app"></div></html>`

const makeFiles = async () => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "ComponentsPage.tsx"),
    platform: "browser",
    transform: { jsx: { importSource: "preact" } },
  })
  const { output } = await bundle.generate({ format: "esm" })
  return {
    "/": { contentType: "text/html", body: html },
    "/script.js": { contentType: "text/javascript", body: output[0].code },
    "/style.css": { contentType: "text/css", body: await style() },
  }
}

describe.skipIf(!hasChromium)("In a browser,", () => {
  let browser: Browser
  let files: Awaited<ReturnType<typeof makeFiles>>

  beforeAll(async () => {
    files = await makeFiles()
    browser = await chromium.launch({ executablePath, args: ["--disable-quic"] })
  })
  afterAll(() => browser?.close())

  /** Opens the page, which no server has. */
  const open = async (width = 1_280, height = 800) => {
    const page = await browser.newPage({ viewport: { width, height } })
    page.setDefaultTimeout(5_000)
    await page.route("http://components.localhost/**", (route) => {
      const path = new URL(route.request().url()).pathname
      return route.fulfill(Object.entries(files).find(([name]) => name === path)?.[1] ?? { status: 404 })
    })
    await page.goto("http://components.localhost/")
    await page.locator(".row-item").first().waitFor()
    return Object.assign(page, { [Symbol.asyncDispose]: () => page.close() })
  }

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "")

  /** Waits until the row with the focus has a text, and is in view below the head. */
  const focusIsOn = (page: Page, text: string) =>
    page.waitForFunction((text) => {
      const row = document.activeElement
      const rows = document.querySelector(".rows")?.getBoundingClientRect()
      const head = document.querySelector(".row-heads")?.getBoundingClientRect()
      if (!row?.textContent?.startsWith(text) || !rows || !head) return false
      const { top, bottom } = row.getBoundingClientRect()
      return top >= head.bottom - 1 && bottom <= rows.bottom + 1
    }, text)

  describe("rows", () => {
    it("are few of 100,000, and a screen reader learns how many there are", async () => {
      await using page = await open()
      assert.isBelow(await page.locator(".row-item").count(), 60)
      const grid = page.getByRole("grid", { name: "Items" })
      assert.strictEqual(await grid.getAttribute("aria-rowcount"), "100001")
      assert.strictEqual(await grid.getByRole("row").nth(1).getAttribute("aria-rowindex"), "2")
      assert.deepStrictEqual(await axeProblems(page), [])
    })

    it("are walked by keys, and the row with the focus stays in view", async () => {
      await using page = await open()
      await page.locator(".row-item").first().focus()
      const walk: ReadonlyArray<readonly [key: string, text: string]> = [
        ["ArrowDown", "Item 1"],
        ["ArrowUp", "Item 0"],
        ["ArrowUp", "Item 0"],
        ["End", "Item 99999"],
        ["ArrowDown", "Item 99999"],
        ["ArrowUp", "Item 99998"],
        ["Home", "Item 0"],
        ["PageDown", "Item"],
      ]
      for (const [key, text] of walk) {
        await page.keyboard.press(key)
        await focusIsOn(page, text)
      }
      assert.notStrictEqual(await focused(page), "Item 00")
      await page.keyboard.press("PageUp")
      await focusIsOn(page, "Item 0")
    })

    it("ask for more near their end, once", async () => {
      await using page = await open()
      assert.strictEqual(await page.locator("#ends").textContent(), "0")
      await page.locator(".row-item").first().focus()
      await page.keyboard.press("End")
      await focusIsOn(page, "Item 99999")
      await page.keyboard.press("ArrowUp")
      await focusIsOn(page, "Item 99998")
      assert.strictEqual(await page.locator("#ends").textContent(), "1")
    })

    it("stay where they are when others are put before them, except at the top", async () => {
      await using page = await open()
      await page.getByRole("button", { name: "Prepend" }).click()
      await page.getByRole("row", { name: "Item 300000" }).waitFor()
      await page.locator(".row-item").nth(1).focus()
      for (const _ of [1, 2]) await page.keyboard.press("PageDown")
      const before = await page.evaluate(() => document.activeElement?.getBoundingClientRect().top)
      const text = await focused(page)
      await page.getByRole("button", { name: "Prepend" }).evaluate((button: HTMLElement) => button.click())
      await page.waitForFunction(() => document.querySelector("[aria-rowcount='100007']") !== null)
      assert.strictEqual(await focused(page), text)
      assert.approximately(
        (await page.evaluate(() => document.activeElement?.getBoundingClientRect().top)) ?? 0,
        before ?? 0,
        1,
      )
    })

    it("have fewer columns on a phone", async () => {
      await using page = await open(390, 844)
      assert.deepStrictEqual(await page.getByRole("columnheader").allTextContents(), ["Name"])
    })
  })

  describe("a panel", () => {
    it("gets the focus, and gives it back to its row on Escape", async () => {
      await using page = await open()
      await page.locator(".row-item").first().focus()
      await page.keyboard.press("ArrowDown")
      await focusIsOn(page, "Item 1")
      await page.keyboard.press("Enter")
      const panel = page.getByRole("complementary", { name: "Item 1" })
      await panel.waitFor()
      assert.isTrue(await panel.evaluate((element) => element.contains(document.activeElement)))
      await page.keyboard.press("Escape")
      await panel.waitFor({ state: "detached" })
      await focusIsOn(page, "Item 1")
    })

    it("covers a phone, and what is behind it can't have the focus", async () => {
      await using page = await open(390, 844)
      await page.locator(".row-item").first().click()
      const panel = page.getByRole("complementary", { name: "Item 0" })
      assert.deepStrictEqual(await panel.boundingBox(), { x: 0, y: 0, width: 390, height: 844 })
      for (let count = 0; count < 8; count++) {
        await page.keyboard.press("Tab")
        assert.isTrue(
          await page.evaluate(
            () =>
              document.activeElement === document.body || document.activeElement?.closest(".panel") !== null,
          ),
        )
      }
      assert.deepStrictEqual(await axeProblems(page), [])
    })
  })

  describe("a dialog", () => {
    const ask = async (page: Page) => {
      await page.getByRole("button", { name: "Ask" }).click()
      return page.getByRole("dialog", { name: "Delete it?" })
    }

    it("agrees only by its button", async () => {
      await using page = await open()
      const dialog = await ask(page)
      assert.deepStrictEqual(await axeProblems(page), [])
      await dialog.getByRole("button", { name: "Delete" }).click()
      await page.locator("output", { hasText: "agreed" }).waitFor()
    })

    it.each(["Escape", "Enter", "a click beside it"])(
      "refuses by %s, and gives the focus back",
      async (way) => {
        await using page = await open()
        const dialog = await ask(page)
        if (way === "a click beside it") await page.mouse.click(5, 5)
        else await page.keyboard.press(way)
        await dialog.waitFor({ state: "detached" })
        await page.locator("output", { hasText: "refused" }).waitFor()
        await page.waitForFunction(() => document.activeElement?.textContent === "Ask")
      },
    )

    it("stays open if it comes at once after another one was closed", async () => {
      await using page = await open()
      const dialog = await ask(page)
      await dialog.evaluate((element: HTMLDialogElement) => {
        // The event "close" comes later.
        element.close()
        for (const button of document.querySelectorAll("button"))
          if (button.textContent === "Ask") button.click()
      })
      await dialog.getByRole("button", { name: "Delete" }).click()
      await page.locator("output", { hasText: "agreed" }).waitFor()
    })
  })

  it("at most four notices are shown, and what failed is kept", async () => {
    await using page = await open()
    await page.getByRole("button", { name: "Fail" }).click()
    for (let count = 0; count < 6; count++)
      await page.getByRole("button", { name: "Do", exact: true }).click()
    const notices = page.locator(".notice p")
    assert.deepStrictEqual(await notices.allTextContents(), [
      "It failed.",
      "It is done.",
      "It is done.",
      "It is done.",
    ])
    await page.getByRole("button", { name: "Dismiss" }).first().click()
    assert.notInclude(await notices.allTextContents(), "It failed.")
  })

  it("a notice about what is done goes by itself, but not while a person is at it", async () => {
    await using page = await open()
    await page.clock.install()
    await page.getByRole("button", { name: "Do", exact: true }).click()
    const notice = page.locator(".notice")
    await notice.hover()
    await page.clock.runFor(20_000)
    assert.strictEqual(await notice.count(), 1)
    await notice.getByRole("button", { name: "Dismiss" }).focus()
    await page.mouse.move(0, 0)
    await page.clock.runFor(20_000)
    assert.strictEqual(await notice.count(), 1)
    await page.getByLabel("Pasted").focus()
    await page.clock.runFor(20_000)
    await notice.waitFor({ state: "detached" })
  })

  it("a button keeps the focus while it is disabled, and does nothing", async () => {
    await using page = await open()
    const button = page.getByRole("button", { name: /^Pressed/ })
    await button.press("Enter")
    await page.getByRole("button", { name: "Pressed 1", disabled: true }).waitFor()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Space")
    assert.strictEqual(await button.evaluate((element) => element === document.activeElement), true)
    await page.getByRole("textbox", { name: "Once" }).press("Enter")
    assert.strictEqual(await button.textContent(), "Pressed 1")
  })

  it("a text is copied, or the button says that it was not", async () => {
    await using page = await open()
    await page.getByRole("button", { name: "Copy" }).click()
    await page.getByRole("button", { name: "Copied" }).waitFor()
    await page.getByLabel("Pasted").focus()
    await page.keyboard.press("Control+V")
    assert.strictEqual(await page.getByLabel("Pasted").inputValue(), "copied text")
    await page.getByRole("button", { name: "Copy" }).waitFor()
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("No", "NotAllowedError"))
    })
    await page.getByRole("button", { name: "Copy" }).click()
    await page.getByRole("button", { name: "Not copied" }).waitFor()
  })

  it("JSON shows markup as text, and folds what is long or deep until it is asked for", async () => {
    await using page = await open()
    await page.locator(".row-item").first().click()
    const json = page.locator(".json")
    assert.include(await json.textContent(), '"<img src=x onerror=alert(1)>"')
    assert.strictEqual(await json.locator("img").count(), 0)
    assert.notInclude(await json.textContent(), "at the bottom")
    await json.getByRole("button", { name: "Show all 6,000 characters" }).click()
    await json.getByRole("button", { name: "Show all 300 entries" }).click()
    while ((await json.getByRole("button").count()) > 0) await json.getByRole("button").first().click()
    assert.deepStrictEqual(JSON.parse((await json.textContent()) ?? ""), {
      markup: "<img src=x onerror=alert(1)>",
      long: "x".repeat(6_000),
      many: Array.from({ length: 300 }, (_, index) => index),
      deep: { a: { b: { c: { d: "at the bottom" } } } },
    })
  })

  it("a part of the page that crashes says so, and leaves the others alive", async () => {
    await using page = await open()
    await page.getByRole("button", { name: "Break" }).click()
    const message = page.getByRole("alert")
    await message.getByText("This section has crashed").waitFor()
    assert.include(await message.locator("pre").textContent(), "Error: It broke.")
    await page.getByRole("button", { name: "Ask" }).click()
    await page.getByRole("dialog", { name: "Delete it?" }).waitFor()
  })
})
