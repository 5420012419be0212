/** Tests that the console stays small and quiet under load, gives its connection back while it is hidden, and survives a slow server. */
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { assert, describe, it } from "vitest"
import type { RunningServer } from "../../src/index.ts"
import { hasChromium, useBrowser } from "./browser.ts"
import { setVisibility } from "./setVisibility.ts"

const collection = `/beta/${collectionPath}`

const connectorOf = (number: number) => ({ ...exampleConnector, displayName: `Site ${number}` })

const create = ({ url }: RunningServer, number: number) =>
  fetch(url + collection, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(connectorOf(number)),
  })

/** Sends requests, of which a quarter changes something. `afterEach` is called after every 40 of them. */
const load = async (server: RunningServer, count: number, afterEach?: () => Promise<void>) => {
  for (let sent = 0; sent < count; sent += 40) {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await (index % 4 === 0
          ? create(server, sent + index)
          : fetch(`${server.url}${collection}?$top=1`))
        return response.arrayBuffer()
      }),
    )
    await afterEach?.()
  }
}

const isEvents = (request: { readonly url: () => string }) => request.url().endsWith("/_odj/events")

describe.skipIf(!hasChromium)("A console", () => {
  const open = useBrowser()

  it.each(["/requests/1", "/connectors/first", "/health", "/faults"])(
    "at %s makes few requests and stays small while 10,000 requests arrive, some struck by faults",
    async (fragment) => {
      const connectors = [{ ...connectorOf(0), id: "first" }]
      await using opened = await open("", { auth: "none", connectors })
      const { page, server } = opened
      await server.fail({ name: "lost", on: "create", rate: 0.1, with: { status: 503 } })
      await load(server, 40)
      await page.clock.install()
      await page.goto(`${server.url}/#${fragment}`)
      await page.locator("main h1").waitFor()
      await page.clock.pauseAt(Date.now() + 2_000)
      let own = 0
      page.on("request", () => {
        own += 1
      })
      await load(server, 10_000, () => page.clock.runFor(20))
      // Five seconds of the page's clock: a list, the open connector and the status, each at most once a second.
      assert.isAtMost(own, 4 * 6)
      assert.isAtMost(await page.locator("*").count(), 1_500)
      assert.isAtMost(await page.locator(".row-item").count(), 60)
    },
    180_000,
  )

  it("gives its connection back while it is hidden, so that any number of tabs works, and then catches up", async () => {
    await using opened = await open("/requests", { auth: "none" })
    const { page, server } = opened
    const context = page.context()
    const streams = () => context.waitForEvent("request", isEvents)
    const [streamed] = [streams(), await page.reload()]
    await streamed
    for (let tab = 1; tab < 8; tab++) {
      const closed = context.waitForEvent("requestfailed", isEvents)
      await setVisibility(context.pages().at(-1) ?? page, "hidden")
      await closed
      const next = await context.newPage()
      const [streamed] = [streams(), await next.goto(`${server.url}/#/requests`)]
      await streamed
      await next.getByRole("heading", { name: "No requests yet" }).waitFor()
    }
    await create(server, 1)
    await context.pages().at(-1)?.locator(".row-item").waitFor()
    assert.strictEqual(await page.locator(".row-item").count(), 0)
    await setVisibility(page, "visible")
    await page.locator(".row-item").waitFor()
  })

  it("stays usable while a list does not come, and shows it when the fault is gone", async () => {
    await using opened = await open("/connectors", {
      auth: "none",
      connectors: [connectorOf(1)],
      faults: [{ on: "list", with: "noResponse" }],
    })
    const { page, server, logged } = opened
    await page.getByRole("status").getByText("Loading").first().waitFor()
    await page.goto(`${server.url}/#/health`)
    await page.getByText("Loading connectors").waitFor()
    await page.goto(`${server.url}/#/faults`)
    await page
      .getByRole("button", { name: /^Disarm/ })
      .first()
      .click()
    await page.goto(`${server.url}/#/connectors`)
    await page.locator(".row-item", { hasText: "Site 1" }).waitFor()
    assert.deepStrictEqual(logged, [])
  })
})
