/** Tests the server's pages in Chromium with axe, which finds what keeps people from using a page. */
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { createServer, type RequestListener } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
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

/** Starts a web application. */
const listen = async (respond: RequestListener) => {
  const server = createServer(respond).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}`, close: () => server.close() }
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

  /** The path of a request to sign in. */
  const signIn = (parameters: Record<string, string> = {}) =>
    `/common/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: "my-app",
      response_type: "code",
      redirect_uri: "https://portal.contoso.example/",
      scope: "openid offline_access https://graph.microsoft.com/.default Mail.Read",
      ...parameters,
    })}`

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
    const paths = [
      "/",
      "/docs",
      "/devicelogin",
      `/devicelogin?user_code=${await userCode(origin)}`,
      signIn(),
      signIn({ login_hint: "ada@contoso.onmicrosoft.com", client_id: "a long name ".repeat(20) }),
      "/common/oauth2/v2.0/logout",
    ]
    for (const path of paths) {
      await page.goto(origin + path)
      await page.getByRole("heading").first().waitFor()
      assert.deepStrictEqual(await problems(page), [], path)
      assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, path)
    }
    assert.deepStrictEqual(logged, [])
    await page.goto(`${origin}/devicelogin`)
    await page.getByLabel("Code").fill("ABCDEF234")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("alert").waitFor()
    assert.deepStrictEqual(await problems(page), [], "a code that is refused")
    await page.goto(origin + signIn({ client_id: "" }))
    assert.deepStrictEqual(await problems(page), [], "a request that is refused")
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

  it.each([true, false])("sign a person in, with scripts: %s", async (javaScriptEnabled) => {
    const { origin, stop } = await start()
    const posted: Array<string> = []
    const end = await listen((_request, response) => response.end("signed in"))
    // Chromium applies the policy of the sign-in page to this redirect too.
    const application = await listen((request, response) => {
      request.on("data", (body) => posted.push(String(body)))
      if (request.url === "/form") request.on("end", () => response.end("posted"))
      else response.writeHead(302, { Location: `${end.url.replace("localhost", "127.0.0.1")}/` }).end()
    })
    const context = await browser.newContext({ javaScriptEnabled })
    const page = await context.newPage()
    await page.goto(origin + signIn({ redirect_uri: `${application.url}/` }))
    await page.getByLabel("Someone else").fill("ada@contoso.onmicrosoft.com")
    await page.getByRole("button", { name: "Approve" }).click()
    await page.getByText("signed in").waitFor()
    await page.goto(origin + signIn({ redirect_uri: `${application.url}/form`, response_mode: "form_post" }))
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Continue to the application" }).click()
    await page.getByText("posted").waitFor()
    assert.match(posted.join(), /^code=/)
    await context.close()
    application.close()
    end.close()
    assert.strictEqual(await stop(), 0)
  })

  it("are tested by an axe that finds problems", async () => {
    const page = await browser.newPage()
    await page.setContent("<!doctype html><title>A page</title><input>")
    assert.match((await problems(page)).join(), /label: <input>.*region/s)
    await page.close()
  })
})
