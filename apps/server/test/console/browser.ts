/** Opens the console of a new server in Chromium. Without Chromium, the tests are skipped and say so. */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { ConsoleSettings } from "@odj/console"
import type { AxeResults } from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, assert, beforeAll, it } from "vitest"
import { type RunningServer, type ServerOptions, startServer } from "../../src/index.ts"
import { type Device, deviceNames, devices, executablePath } from "./devices.ts"

export { type Device, deviceNames, executablePath }

export const hasChromium = existsSync(executablePath)

if (!hasChromium) console.warn(`The tests of the console are skipped: ${executablePath} is missing.`)

export interface OpenConsole extends AsyncDisposable {
  readonly page: Page
  readonly server: RunningServer
  /** What the page has logged as errors, and its requests that failed. */
  readonly logged: ReadonlyArray<string>
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe objects to on a page, as sentences. */
export const axeProblems = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { violations } = (await page.evaluate(`${axe}; axe.run()`)) as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`)
}

/** `odj.example` is a host of this machine that browsers do not know as one. */
const args = ["--disable-quic", "--host-resolver-rules=MAP odj.example 127.0.0.1"]

/** What is wider than its place, although only its parts may scroll sideways. */
const overflowing = `[document.documentElement, ...document.querySelectorAll("main, .panel-body, .dialog")]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map((element) => element.cloneNode().outerHTML)`

/** Checks what a page shows: axe finds nothing, and nothing sticks out sideways. */
export const look = async (page: Page, state?: string): Promise<void> => {
  assert.deepStrictEqual(await axeProblems(page), [], state)
  assert.deepStrictEqual(await page.evaluate(overflowing), [], state)
}

/** Changes what the server says about itself to the page, as one of another kind would, once the page is loaded again. */
export const changeSettings = (page: Page, changes: Partial<ConsoleSettings>): Promise<unknown> =>
  page.route("**/console/settings.json", async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), ...changes } })
  })

/** Starts one browser for the tests of a file. */
export const useBrowser = () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (hasChromium) browser = await chromium.launch({ executablePath, args })
  })
  afterAll(() => browser?.close())

  /** A new page, as of a new browser. Closing its context closes it. */
  const newPage = async (device: Device = "a desktop"): Promise<Page> => {
    if (browser === undefined) throw new Error("There is no browser")
    // A server with TLS has a certificate that it made itself.
    const context = await browser.newContext({ ...devices[device], ignoreHTTPSErrors: true })
    return context.newPage()
  }

  /** Opens the console of a new server; `fragment` is the part of the address after `#`. */
  const open = async (
    fragment = "",
    { device, ...options }: ServerOptions & { readonly device?: Device } = {},
  ): Promise<OpenConsole> => {
    const server = await startServer({ control: true, ...options })
    const page = await newPage(device)
    const logged: Array<string> = []
    page.on("console", (message) => {
      if (message.type() === "error") logged.push(message.text())
    })
    page.on("pageerror", (error) => logged.push(error.message))
    await page.goto(`${server.url}/#${fragment}`)
    return {
      page,
      server,
      logged,
      [Symbol.asyncDispose]: async () => {
        await page.context().close()
        await server.stop()
      },
    }
  }

  /** Tests a console on each device. The test calls `look` for each state that it shows; at the end, nothing may be logged. */
  const onEachDevice = (
    title: string,
    fragment: string,
    options: ServerOptions,
    test: (opened: OpenConsole, look: (state?: string) => Promise<void>) => Promise<void>,
  ) =>
    it.each(deviceNames)(`${title}, on %s`, async (device) => {
      await using opened = await open(fragment, { ...options, device })
      await test(opened, (state) => look(opened.page, state))
      assert.deepStrictEqual(opened.logged, [])
    })

  return Object.assign(open, { page: newPage, onEachDevice })
}
