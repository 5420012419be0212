/** Tests the section "Health" of the console, in Chromium. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "vitest"
import { startServer } from "../../src/index.ts"
import { hasChromium, useBrowser } from "./browser.ts"

const minute = 60_000

const connector = (name: string, silence: number, version = "6.2604.2003.4") =>
  ({
    displayName: name,
    lastConnectionDateTime: new Date(Date.now() - silence).toISOString(),
    state: silence < 60 * minute ? "active" : silence < 7_200 * minute ? "error" : "inactive",
    version,
  }) as const

const four = [
  connector("Berlin", minute),
  connector("<b>Paris</b>", 2 * minute),
  connector("خادم الرياض", 180 * minute, "6.1902.1.3"),
  connector("Lab", 12_000 * minute),
]

/** Sets `wasEmpty` if the section shows neither its progress nor its numbers after it has begun to load. */
const noticeEmpty = `
  let isLoading = false
  new MutationObserver(() => {
    const hasProgress = document.querySelector(".load-progress") !== null
    isLoading ||= hasProgress
    if (isLoading && !hasProgress && document.querySelector("[data-kind]") === null) globalThis.wasEmpty = true
  }).observe(document, { childList: true, subtree: true })`

describe.skipIf(!hasChromium)("The section Health", () => {
  const open = useBrowser()

  const openWith = (connectors: ReadonlyArray<ReturnType<typeof connector>>) =>
    open("/health", { auth: "none", connectors })

  const numbers = (page: Awaited<ReturnType<typeof openWith>>["page"]) =>
    page.locator(".numbers strong").allTextContents()

  open.onEachDevice(
    "shows numbers, a picture and findings",
    "/health",
    { auth: "none", connectors: four },
    async ({ page }, look) => {
      await page.getByRole("heading", { name: "What the doctor says" }).waitFor()
      assert.deepStrictEqual(await numbers(page), ["2", "1", "1", "1"])
      await page.getByRole("img", { name: /^Last day: 3 connectors had their last contact in it/ }).waitFor()
      for (const summary of await page.locator("main summary").all()) await summary.click()
      await look()
    },
  )

  it("leads from a number to the same connectors, and from a finding to its connector", async () => {
    await using opened = await openWith(four)
    const { page } = opened
    await page.getByRole("link", { name: /Silent/ }).click()
    await page.getByRole("grid").getByText("خادم الرياض").waitFor()
    assert.strictEqual(await page.locator(".row-item").count(), 1)
    await page.goBack()
    await page.getByText("Unsupported, or without").waitFor()
    await page.locator('[data-check="stale"] > summary').click()
    await page.locator('[data-check="stale"]').getByRole("link", { name: "Lab" }).click()
    await page.getByRole("complementary", { name: "Lab" }).waitFor()
  })

  it("counts connectors that can't be read, and leads to the finding about them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "odj-"))
    try {
      const path = join(folder, "odj.db")
      const store = `sqlite:${path}` as const
      await using opened = await open("/health", { auth: "none", store, connectors: four })
      const { page } = opened
      await page.getByText("Contact within the last hour").waitFor()
      const database = new DatabaseSync(path)
      database.exec("UPDATE odj_connector SET last_connection_date_time = 'x' WHERE display_name = 'Lab'")
      database.close()
      await page.reload()
      await page.getByRole("link", { name: /Unreadable/ }).click()
      await page.locator('[data-check="unreadable"]').getByText("Lab").waitFor()
      assert.deepStrictEqual(await numbers(page), ["2", "1", "0", "1", "1"])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("counts by the server's clock: six days later, everything is inactive", async () => {
    await using opened = await openWith(four)
    const { page, server } = opened
    await page.getByText("Contact within the last hour").waitFor()
    server.clock.advance("6 days")
    await page.locator('[data-kind="inactive"] strong', { hasText: "4" }).waitFor()
    assert.deepStrictEqual((await numbers(page)).slice(0, 3), ["0", "0", "4"])
    await page.getByText(/^odj doctor --url .*\/beta --now /).waitFor()
  })

  it("follows changes, and shows the times that are chosen", async () => {
    await using opened = await openWith([])
    const { page, server } = opened
    await page.getByRole("heading", { name: "No connectors yet" }).waitFor()
    await server.seed([connector("Only", minute)])
    await page.getByText("1 connector is healthy, with 1 note.").waitFor()
    await page.getByRole("button", { name: "Last hour" }).click()
    await page.getByRole("img", { name: /^Last hour: 1 connector had/ }).waitFor()
    await page.getByText("As a table").click()
    await page
      .getByRole("cell", { name: "0 to 2 min ago" })
      .or(page.getByRole("cell", { name: "2 to 4 min ago" }))
      .first()
      .waitFor()
  })

  it("loads again when its server is back, which has made as many changes as the one before", async () => {
    await using opened = await openWith(four)
    const { page, server } = opened
    await page.getByText("Contact within the last hour").waitFor()
    await server.stop()
    await page.getByText("The server does not respond").first().waitFor()
    await using _next = await startServer({
      control: true,
      auth: "none",
      port: Number(new URL(server.url).port),
      connectors: four.slice(0, 1),
    })
    await page.locator('[data-kind="active"] strong', { hasText: /^1$/ }).waitFor()
  })

  it("examines 20,000 connectors in slices, by pages", async () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      connector(`Server ${index}`, (index % 2 === 0 ? 10 : 600) * minute),
    )
    await using opened = await openWith([])
    const { page, server } = opened
    await server.seed(many)
    // Counts the tasks that end for others: such a timer has no time.
    await page.addInitScript(() => {
      const original = setTimeout
      Object.assign(globalThis, { slices: 0 })
      globalThis.setTimeout = ((...given: Parameters<typeof setTimeout>) => {
        if (given[1] === undefined)
          Object.assign(globalThis, { slices: Reflect.get(globalThis, "slices") + 1 })
        return original(...given)
      }) as typeof setTimeout
    })
    await page.addInitScript({ content: noticeEmpty })
    await page.reload()
    await page.getByText(/ in .* of 20,000 connectors\.$/).waitFor()
    assert.isAbove(Number(await page.evaluate(() => Reflect.get(globalThis, "slices"))), 2)
    assert.isUndefined(await page.evaluate(() => Reflect.get(globalThis, "wasEmpty")))
    assert.strictEqual((await numbers(page))[0], "10,000")
    const pages = (await server.requests()).filter(({ operation }) => operation === "list")
    assert.isAtLeast(pages.length, 21)
  })
})
