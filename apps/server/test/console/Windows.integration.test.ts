/** Tests several visible windows of one browser, in Chromium: they share one stream of events. In a headless one, all pages are visible. */
import type { BrowserContext, Page, Request } from "playwright-core"
import { assert, describe, it } from "vitest"
import { type RunningServer, startServer } from "../../src/index.ts"
import { hasChromium, useBrowser } from "./browser.ts"
import { setVisibility } from "./setVisibility.ts"
import { startProxy } from "./startProxy.ts"

const isEvents = (request: Request) => request.url().endsWith("/_odj/events")

/** Waits until a window shows the request for a path below `/beta`. */
const isShown = (page: Page, path: string) => page.locator(".row-item", { hasText: path }).waitFor()

const request = ({ url }: RunningServer, path: string) => fetch(`${url}/beta${path}`)

/** The streams of events that a browser opens from now on, and has not closed. */
const streamsOf = (context: BrowserContext): ReadonlySet<Request> => {
  const streams = new Set<Request>()
  context.on("request", (request) => {
    if (isEvents(request)) streams.add(request)
  })
  context.on("requestfailed", (request) => streams.delete(request))
  context.on("requestfinished", (request) => streams.delete(request))
  return streams
}

/** Opens windows beside the first one. Each of them is there when it shows the request for `/first`. */
const openWindows = async (first: Page, server: RunningServer, count: number) => {
  await request(server, "/first")
  await isShown(first, "/first")
  const windows = [first]
  while (windows.length < count) {
    const next = await first.context().newPage()
    windows.push(next)
    await next.goto(`${server.url}/#/requests`)
    await isShown(next, "/first")
  }
  return windows
}

describe.skipIf(!hasChromium)("Visible windows", () => {
  const open = useBrowser()

  it("show what is there and what happens, with one stream for all", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const streams = streamsOf(page.context())
    const windows = await openWindows(page, server, 8)
    await request(server, "/second")
    for (const one of windows) await isShown(one, "/second")
    assert.strictEqual(streams.size, 1)
  })

  it.each([
    ["is closed", (page: Page) => page.close()],
    ["is hidden", (page: Page) => setVisibility(page, "hidden")],
    ["leaves", (page: Page) => page.goto("about:blank")],
    [
      "crashes",
      async (page: Page) => {
        const crashed = page.waitForEvent("crash")
        page.goto("chrome://crash").catch(() => undefined)
        await crashed
      },
    ],
  ])("go on when the one with the stream %s", async (_, end) => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const [, ...others] = await openWindows(page, server, 3)
    await Promise.all([page.context().waitForEvent("request", isEvents), end(page)])
    await request(server, "/second")
    for (const one of others) await isShown(one, "/second")
  })

  it("go on when the one with the stream stops in a debugger, and it goes on when it runs again", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const streams = streamsOf(page.context())
    const [, ...others] = await openWindows(page, server, 3)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send("Debugger.enable")
    await Promise.all([
      page.context().waitForEvent("request", isEvents),
      devtools.send("Debugger.pause").then(() => request(server, "/second")),
    ])
    for (const one of others) await isShown(one, "/second")
    await devtools.send("Debugger.resume")
    await isShown(page, "/second")
    await request(server, "/third")
    for (const one of [page, ...others]) await isShown(one, "/third")
    // The stopped window has closed its stream.
    assert.strictEqual(streams.size, 1)
  })

  it("all say that the server is away, and show what the next one has", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const windows = await openWindows(page, server, 3)
    await server.stop()
    for (const one of windows) await one.getByText("The server does not respond.").waitFor()
    const port = Number(new URL(server.url).port)
    const next = await startServer({ control: true, auth: "none", port })
    try {
      await request(next, "/second")
      for (const one of windows) {
        await isShown(one, "/second")
        assert.strictEqual(await one.getByText("/first").count(), 0)
      }
    } finally {
      await next.stop()
    }
  })

  it("share nothing with those of another server at the same host", async () => {
    await using opened = await open("/requests", { auth: "none" })
    await using elsewhere = await open("/requests", { auth: "none" })
    await using proxy = await startProxy({ "/one/": opened.server.url, "/other/": elsewhere.server.url })
    const { page, server } = opened
    const other = await page.context().newPage()
    await page.goto(`${proxy.url}/one/#/requests`)
    await other.goto(`${proxy.url}/other/#/requests`)
    await request(server, "/first")
    await request(elsewhere.server, "/second")
    await isShown(page, "/first")
    await isShown(other, "/second")
    assert.strictEqual(await page.getByText("/second").count(), 0)
    assert.strictEqual(await other.getByText("/first").count(), 0)
  })

  it("share nothing with one that has another control token", async () => {
    await using opened = await open("/requests", { auth: "none", control: { token: "right" } })
    const { page, server } = opened
    await page.getByLabel("Token").fill("right")
    await page.keyboard.press("Enter")
    await openWindows(page, server, 1)
    const other = await page.context().newPage()
    // Only its stream shows that its token is wrong.
    await other.route("**/_odj/status", () => undefined)
    await other.addInitScript(`sessionStorage.setItem("odj.controlToken", "wrong")`)
    await other.goto(`${server.url}/#/requests`)
    await other.getByText("This is not the control token of this server.").waitFor()
    assert.strictEqual(await other.getByText("/first").count(), 0)
    await isShown(page, "/first")
    await other.unrouteAll({ behavior: "ignoreErrors" })
  })
})
