/** Tests the server's pages in Chromium with axe, which finds what keeps people from using a page. */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { AxeResults } from "axe-core"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { newest, newUser } from "./User.ts"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe objects to on a page, as sentences. */
const problems = async (page: Page) => {
  const { violations } = (await page.evaluate(`${axe}; axe.run()`)) as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`)
}

const devices: Readonly<Record<string, BrowserContextOptions>> = {
  "a desktop": { viewport: { width: 1_280, height: 800 } },
  "a desktop that prefers dark": { viewport: { width: 1_280, height: 800 }, colorScheme: "dark" },
  "a phone": { viewport: { width: 390, height: 844 } },
  "a phone that prefers dark": { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
}

if (!existsSync(executablePath))
  console.warn(`The tests of the pages are skipped: ${executablePath} is missing.`)

describe.skipIf(!existsSync(executablePath))("The server's pages", () => {
  const user = newUser(newest)
  const odjServer = join(user.folder, "node_modules/.bin/odj-server")
  let browser: Browser
  beforeAll(async () => {
    await user.npm("install", "@odj/server")
    browser = await chromium.launch({ executablePath, args: ["--disable-quic"] })
  })
  afterAll(() => browser?.close())

  const start = async () => {
    const { url, stop } = await user.serve(odjServer, ["--store", "memory"])
    return { origin: new URL(url).origin, stop }
  }

  /** Starts a sign-in from a device, and resolves with the code that it shows. */
  const userCode = async (origin: string): Promise<string> => {
    const form = { client_id: "my-app", scope: "openid https://graph.microsoft.com/.default" }
    const response = await fetch(`${origin}/common/oauth2/v2.0/devicecode`, {
      method: "POST",
      body: new URLSearchParams(form),
    })
    return JSON.parse(await response.text()).user_code
  }

  it.each(Object.keys(devices))("fit %s, are accessible, and log no error", async (device) => {
    const { origin, stop } = await start()
    const context = await browser.newContext(devices[device])
    const page = await context.newPage()
    const logged: Array<string> = []
    page.on("console", (message) => logged.push(message.text()))
    for (const path of ["/docs", "/devicelogin", `/devicelogin?user_code=${await userCode(origin)}`]) {
      await page.goto(origin + path)
      assert.deepStrictEqual(await problems(page), [], path)
      assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, path)
    }
    assert.deepStrictEqual(logged, [])
    await page.goto(`${origin}/devicelogin`)
    await page.getByLabel("Code").fill("ABCDEF234")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("alert").waitFor()
    assert.deepStrictEqual(await problems(page), [], "a code that is refused")
    await context.close()
    assert.strictEqual(await stop(), 0)
  })

  it("let a user approve a device", async () => {
    const { origin, stop } = await start()
    const code = await userCode(origin)
    const page = await browser.newPage()
    await page.goto(`${origin}/devicelogin`)
    await page.getByLabel("Code").fill(code)
    await page.getByRole("button", { name: "Continue" }).click()
    for (const text of ["my-app", "DeviceManagementConfiguration.ReadWrite.All", code])
      await page.getByText(text, { exact: true }).waitFor()
    await page.getByRole("button", { name: "Approve" }).click()
    await page.getByText("You approved the sign-in.").waitFor()
    assert.deepStrictEqual(await problems(page), [])
    await page.close()
    assert.strictEqual(await stop(), 0)
  })

  it("are tested by an axe that finds problems", async () => {
    const page = await browser.newPage()
    await page.setContent("<!doctype html><title>A page</title><input>")
    assert.match((await problems(page)).join(), /label: <input>.*region/s)
    await page.close()
  })
})
