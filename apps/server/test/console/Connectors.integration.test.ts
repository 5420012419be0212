/** Tests the section Connectors of the console, in Chromium. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { exampleConnector } from "@odj/domain"
import type { Locator, Page } from "playwright-core"
import { assert, describe, it, vi } from "vitest"
import type { RunningServer } from "../../src/index.ts"
import { axeProblems, changeSettings, deviceNames, hasChromium, look, useBrowser } from "./browser.ts"

const hour = 3_600_000
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString()

const named = (displayName: string | null, id = displayName ?? "null", others: object = {}) => ({
  ...exampleConnector,
  id,
  displayName,
  lastConnectionDateTime: ago(3 * hour + 1_000),
  version: "6.2504.2001.8",
  ...others,
})

const markup = `<img src=x onerror="document.title='struck'">`

const odd = [
  named("HQ, first floor", "hq-1"),
  named(markup, "markup", { state: "active" }),
  named("שלום עולם", "hebrew", { state: "inactive", lastConnectionDateTime: "0001-01-01T00:00:00Z" }),
  named("Ein sehr langer Name ohne Ende ".repeat(40), "long", { version: "6.2501.2000.5" }),
  named(null, "none", {
    version: "6.2406.1000.1",
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  }),
]

const rowOf = (page: Page, text: string) => page.locator(".row-item", { hasText: text })

const textOf = async (locator: Locator) => (await locator.textContent()) ?? ""

const panelOf = (page: Page) => page.getByRole("complementary")

const names = (page: Page) => page.locator(".row-item > .cell:first-child").allTextContents()

const collection = "/beta/deviceManagement/domainJoinConnectors"

/** Creates a connector as a program does. */
const create = ({ url }: RunningServer, connector: object) =>
  fetch(url + collection, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(connector),
  })

describe.skipIf(!hasChromium)("The connectors in the console", () => {
  const open = useBrowser()
  const openOdd = (fragment = "", options: Parameters<typeof open>[1] = {}) =>
    open(fragment, { auth: "none", connectors: odd, ...options })

  describe.each(deviceNames)("on %s", (device) => {
    it("are accessible in every state, and never wider than the page", async () => {
      await using opened = await openOdd("", { device })
      const { page, server } = opened
      const show = async (fragment: string, text: string) => {
        await page.goto(`${server.url}/#${fragment}`)
        await page.getByText(text).first().waitFor()
        await look(page, fragment)
      }
      await show("/connectors", "HQ, first floor")
      await show("/connectors?search=missing", "No connector matches")
      await show("/connectors?filter=foo%20eq%201", "The server refuses this filter")
      for (const { id } of odd) await show(`/connectors/${id}`, `"${id}"`)
      await show("/connectors/nothing", "does not exist")
    })

    it("have accessible forms, never wider than the page", async () => {
      await using opened = await openOdd("/connectors/hq-1", { device })
      const { page } = opened
      await page.getByRole("button", { name: "Edit" }).click()
      await look(page, "edit")
      await page.keyboard.press("Escape")
      await page.getByRole("button", { name: "Edit" }).waitFor()
      await page.keyboard.press("Escape")
      await panelOf(page).waitFor({ state: "detached" })
      await page.getByRole("button", { name: "Add", exact: true }).click()
      await page.getByLabel("Last contact", { exact: true }).fill("yesterday")
      await page.getByRole("button", { name: "Create" }).click()
      await page.getByText("Expected a date and time").waitFor()
      await look(page, "add")
    })

    it("show markup as text", async () => {
      await using opened = await openOdd("/connectors/markup", { device })
      const { page, logged } = opened
      await panelOf(page).getByRole("heading", { name: markup }).waitFor()
      assert.strictEqual(await page.locator("img").count(), 0)
      assert.notStrictEqual(await page.title(), "struck")
      assert.deepStrictEqual(logged, [])
    })
  })

  it("show the state, the age with the exact text, and what is wrong with the version", async () => {
    await using opened = await openOdd()
    const { page } = opened
    await rowOf(page, "HQ, first floor").getByText("3 h ago").waitFor()
    const none = rowOf(page, "no name (null)")
    assert.include(await textOf(none), "2016-12-31T23:58:36.6670033-08:00")
    assert.include(await textOf(none), "unsupported")
    assert.include(await textOf(rowOf(page, "Ein sehr")), "old")
    assert.include(await textOf(rowOf(page, "שלום")), "never")
    assert.strictEqual(await textOf(rowOf(page, markup).locator(".state")), "active")
    assert.strictEqual(await page.getByText("5 connectors").count(), 1)
  })

  it("are searched while a person types, in the address, and Back undoes the search", async () => {
    await using opened = await openOdd()
    const { page } = opened
    await rowOf(page, "HQ").waitFor()
    await page.keyboard.press("/")
    await page.keyboard.type("ONERROR")
    await page.getByText("1 connector", { exact: true }).waitFor()
    assert.deepStrictEqual(await names(page), [markup])
    assert.include(page.url(), "search=ONERROR")
    await page.reload()
    await page.getByText("1 connector", { exact: true }).waitFor()
    assert.strictEqual(await page.getByLabel("Search names").inputValue(), "ONERROR")
    await page.goBack()
    await page.getByText("5 connectors").waitFor()
    assert.strictEqual(await page.getByLabel("Search names").inputValue(), "")
  })

  it("are filtered by the text of a $filter, whose problems are shown before and after it is sent", async () => {
    await using opened = await openOdd()
    const { page, server } = opened
    const box = page.getByLabel("$filter")
    await box.fill("state eq 'activ'")
    await page.getByText("'activ'").first().waitFor()
    assert.isTrue(server.requests().every(({ query }) => !query.includes("activ")))
    await page.keyboard.press("Enter")
    await page.getByText("The server refuses this filter").waitFor()
    assert.strictEqual(server.requests().at(-1)?.status, 400)
    await box.fill("state eq 'active'")
    await page.getByRole("button", { name: "Apply" }).click()
    await page.getByText("1 connector", { exact: true }).waitFor()
    const line = await textOf(page.locator(".list-line summary"))
    assert.include(line, `${collection}?$filter=state%20eq%20'active'`)
    await page.getByText("Examples", { exact: true }).click()
    await page.getByRole("button", { name: "displayName eq null" }).click()
    await rowOf(page, "no name (null)").waitFor()
    assert.strictEqual(await rowOf(page, "").count(), 1)
  })

  it("are ordered by a click on a title, backwards by a second one, and no more by a third one", async () => {
    await using opened = await open("", {
      auth: "none",
      connectors: ["b", "a", "c"].map((name) => named(name)),
    })
    const { page } = opened
    const title = page.getByRole("columnheader", { name: "Name" })
    const press = async (sort: string, first: string) => {
      await title.getByRole("button").click()
      await page.locator(`[aria-sort="${sort}"]`, { hasText: "Name" }).waitFor()
      await page.locator('.row-item[aria-rowindex="2"]', { hasText: first }).waitFor()
    }
    await rowOf(page, "a").first().waitFor()
    await press("ascending", "a")
    await press("descending", "c")
    assert.deepStrictEqual(await names(page), ["c", "b", "a"])
    assert.include(page.url(), "order=displayName+desc")
    await title.getByRole("button").click()
    await page.locator('[aria-sort="none"]', { hasText: "Name" }).waitFor()
  })

  it("open by keyboard to the JSON that Graph responds with", async () => {
    await using opened = await openOdd()
    const { page, server } = opened
    await rowOf(page, "HQ").focus()
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    const json = panelOf(page).locator(".json")
    await json.waitFor()
    const id: string = JSON.parse(await textOf(json)).id
    const response = await fetch(`${server.url}${collection}('${id}')`)
    assert.deepStrictEqual(JSON.parse(await textOf(json)), await response.json())
    await page.keyboard.press("Escape")
    await panelOf(page).waitFor({ state: "detached" })
  })

  it("have one row that Tab reaches with its button, so that Tab soon leaves the table", async () => {
    const many = Array.from({ length: 100 }, (_, index) => named(`Site ${index}`))
    await using opened = await open("", { auth: "none", connectors: many })
    const { page } = opened
    await rowOf(page, "Site 0").first().focus()
    const press = async (key: string) => {
      await page.keyboard.press(key)
      return page.evaluate<string>(
        "[document.activeElement?.tagName, document.activeElement?.closest('.row-item')?.dataset.index].join(' ')",
      )
    }
    assert.strictEqual(await press("ArrowDown"), "DIV 1")
    assert.strictEqual(await press("Tab"), "BUTTON 1")
    assert.strictEqual(await press("End"), "DIV 99")
    assert.strictEqual(await press("Tab"), "BUTTON 99")
    assert.strictEqual(await press("ArrowUp"), "DIV 98")
    assert.strictEqual(await press("Tab"), "BUTTON 98")
    await page.keyboard.press("Tab")
    assert.strictEqual(await page.locator(".rows :focus").count(), 0)
  })

  it("are added by a form, with their problems beside the fields, and once however often the create is sent", async () => {
    await using opened = await open("", { auth: "none" })
    const { page, server } = opened
    await page.getByRole("button", { name: "Add a connector" }).waitFor()
    await page.keyboard.press("n")
    await page.getByLabel("Name", { exact: true }).fill(markup)
    const time = page.getByLabel("Last contact", { exact: true })
    await time.fill("2016-12-31T23:58:36.6670033")
    assert.strictEqual(await page.locator(".problem").count(), 0)
    await page.getByRole("button", { name: "Create" }).click()
    await page.locator(".problem").waitFor()
    assert.strictEqual(await time.getAttribute("aria-invalid"), "true")
    assert.lengthOf(server.requests({ operation: "create" }), 0)
    await time.fill("2016-12-31T23:58:36.6670033-08:00")
    server.fail({ on: "create", times: 1, with: { status: 504, after: "commit" } })
    await page.getByRole("button", { name: "Create" }).click()
    await page.getByRole("alert").waitFor()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.getByRole("button", { name: "Create" }).click()
    await panelOf(page).getByRole("heading", { name: markup }).waitFor()
    const creates = server.requests({ operation: "create" })
    assert.strictEqual(creates.length, 2)
    assert.strictEqual(new Set(creates.map(({ idempotencyKey }) => idempotencyKey)).size, 1)
    const { value } = (await (await fetch(server.url + collection)).json()) as {
      value: ReadonlyArray<object>
    }
    assert.strictEqual(value.length, 1)
    assert.include(value[0], {
      displayName: markup,
      lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    })
  })

  it("are added once by a double click", async () => {
    await using opened = await open("", { auth: "none" })
    const { page, server } = opened
    await page.getByRole("button", { name: "Add a connector" }).click()
    await page.getByLabel("Name", { exact: true }).fill("Twice")
    await page.getByRole("button", { name: "Create" }).dblclick()
    await panelOf(page).getByRole("heading", { name: "Twice" }).waitFor()
    assert.lengthOf(server.requests({ operation: "create", committed: true }), 1)
    await page.getByText("1 connector", { exact: true }).waitFor()
  })

  it("are refused beside the field whose id exists", async () => {
    await using opened = await openOdd()
    const { page } = opened
    await rowOf(page, "HQ").waitFor()
    await page.keyboard.press("n")
    await page.getByLabel("No name (null)").check()
    await page.getByLabel("Id", { exact: true }).fill("hq-1")
    await page.getByRole("button", { name: "Create" }).click()
    await page.locator(".problem", { hasText: "already exists" }).waitFor()
    assert.strictEqual(await page.getByLabel("Id", { exact: true }).getAttribute("aria-invalid"), "true")
  })

  it("are refused with every problem once: beside its field, or below the fields if it has none", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page } = opened
    const details = [
      { code: "BadRequest", target: "displayName", message: "Too loud" },
      { code: "BadRequest", target: "id", message: "Not yours" },
    ]
    await page.route("**/beta/**", (route) =>
      route.request().method() === "PATCH"
        ? route.fulfill({
            status: 400,
            json: { error: { code: "BadRequest", message: "displayName: Too loud; id: Not yours", details } },
          })
        : route.fallback(),
    )
    await page.getByRole("button", { name: "Edit" }).click()
    await page.getByLabel("Name", { exact: true }).fill("HQ!")
    await page.getByRole("button", { name: "Save" }).click()
    await page.locator(".field", { hasText: "Too loud" }).waitFor()
    assert.deepStrictEqual(await panelOf(page).locator(".problem").allTextContents(), [
      "Too loud",
      "id: Not yours",
    ])
  })

  it("say why a change failed also if its form was closed meanwhile, and keep what is typed", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page } = opened
    const held = Promise.withResolvers<void>()
    await page.route("**/beta/**", async (route) => {
      if (route.request().method() !== "PATCH") return route.fallback()
      await held.promise
      return route.fulfill({ status: 503, json: { error: { code: "Busy", message: "Too busy." } } })
    })
    await page.getByRole("button", { name: "Edit" }).click()
    await page.getByLabel("Name", { exact: true }).fill("HQ!")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByRole("button", { name: "Sending" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Continue editing" }).waitFor()
    held.resolve()
    await page.locator(".notice", { hasText: "Too busy." }).waitFor()
  })

  it("are edited: only what has changed is sent, and the row follows", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page, server } = opened
    await page.getByRole("button", { name: "Edit" }).waitFor()
    await page.keyboard.press("e")
    assert.isTrue(await page.getByRole("button", { name: "Save" }).isDisabled())
    await page.getByLabel("State", { exact: true }).selectOption("inactive")
    assert.deepStrictEqual(JSON.parse(await textOf(panelOf(page).locator(".json"))), {
      state: "inactive",
    })
    await page.getByRole("button", { name: "Save" }).click()
    await rowOf(page, "HQ").locator('[data-state="inactive"]').waitFor()
    assert.deepStrictEqual(server.requests({ operation: "update" })[0]?.body, { state: "inactive" })
  })

  it("are touched: the last contact becomes the server's time, and nothing else changes", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page, server } = opened
    server.clock.advance("6 days")
    await page.getByText("6 d ago").first().waitFor()
    await page.keyboard.press("t")
    await panelOf(page).locator(".age", { hasText: /^now/ }).waitFor()
    const [request] = server.requests({ operation: "update" })
    const body = request?.body as Record<string, string>
    assert.deepStrictEqual(Object.keys(body), ["lastConnectionDateTime"])
    assert.isBelow(
      Math.abs(Date.parse(String(body.lastConnectionDateTime)) - Date.now() - 6 * 24 * hour),
      hour,
    )
  })

  it("are deleted after a question that shows the request", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page, server } = opened
    await page.getByRole("button", { name: "Delete" }).waitFor()
    await page.keyboard.press("Delete")
    const dialog = page.getByRole("dialog")
    await dialog.getByText("HQ, first floor").waitFor()
    assert.include(await textOf(dialog), `${collection}('hq-1')`)
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    assert.lengthOf(server.requests({ operation: "delete" }), 0)
    await page.keyboard.press("Delete")
    await dialog.getByRole("button", { name: "Delete" }).click()
    await rowOf(page, "HQ").waitFor({ state: "detached" })
    await panelOf(page).waitFor({ state: "detached" })
    await page.getByText("4 connectors").waitFor()
  })

  it("keep what is typed when a form is closed or left, until it is sent or discarded", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page, server } = opened
    const name = page.getByLabel("Name", { exact: true })
    await page.getByRole("button", { name: "Edit" }).click()
    await name.fill("Typed")
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Continue editing" }).waitFor()
    await rowOf(page, "no name (null)").click()
    await page.getByRole("button", { name: "Edit", exact: true }).waitFor()
    await rowOf(page, "HQ").click()
    await page.getByRole("button", { name: "Continue editing" }).click()
    assert.strictEqual(await name.inputValue(), "Typed")
    await page.getByRole("button", { name: "Discard" }).click()
    await page.getByRole("button", { name: "Edit", exact: true }).click()
    assert.strictEqual(await name.inputValue(), "HQ, first floor")
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.keyboard.press("n")
    await name.fill("Typed")
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("n")
    assert.strictEqual(await name.inputValue(), "Typed")
    await page.getByRole("button", { name: "Create" }).click()
    await panelOf(page).getByRole("heading", { name: "Typed" }).waitFor()
    await page.keyboard.press("n")
    assert.strictEqual(await name.inputValue(), "")
    assert.lengthOf(server.requests({ operation: "update" }), 0)
  })

  it("that have been deleted elsewhere are said to be gone, and leave the list", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page, server } = opened
    await page.getByRole("button", { name: "Edit" }).click()
    await page.getByLabel("Name", { exact: true }).fill("New")
    await fetch(`${server.url}${collection}('hq-1')`, { method: "DELETE" })
    await page.getByText("does not exist").waitFor()
    await rowOf(page, "HQ").waitFor({ state: "detached" })
  })

  it("appear when a program creates them", async () => {
    await using opened = await open("", { auth: "none" })
    const { page, server } = opened
    await page.getByText("No connectors yet").waitFor()
    await create(server, named("From a program"))
    await rowOf(page, "From a program").waitFor()
  })

  it("stay fluid at 100,000: few rows are rendered, pages come as a person scrolls, and rows keep their place", async () => {
    const count = 100_000
    const connectors = Array.from({ length: count }, (_, index) =>
      named(`Site ${index}`, `${index}`.padStart(6, "0")),
    )
    await using opened = await open("", { auth: "none", connectors })
    const { page, server } = opened
    const lists = () => server.requests({ operation: "list" }).length
    await page.getByText("200 of 100,000 loaded").waitFor()
    assert.strictEqual(lists(), 1)
    await rowOf(page, "Site 0").first().focus()
    for (const loaded of ["400", "600", "800"]) {
      await page.keyboard.press("End")
      await page.getByText(`${loaded} of 100,000 loaded`).waitFor()
    }
    assert.strictEqual(lists(), 4)
    assert.isBelow(await page.locator(".row-item").count(), 60)
    const inView = () =>
      page.evaluate<string>("document.elementFromPoint(400, 600).closest('.row-item')?.textContent ?? ''")
    let first = await inView()
    await page.locator(".rows").evaluate((rows) => rows.scrollTo(0, 10_000))
    // Rows are measured when they are first rendered, so they stand still only after some frames.
    await vi.waitUntil(
      async () => {
        const before = first
        first = await inView()
        return first !== "" && first === before && !/Site [67]\d\d/.test(first)
      },
      { timeout: 30_000 },
    )
    await create(server, named("New", "000000a"))
    await page.getByText("Changed since.").waitFor()
    assert.strictEqual(await inView(), first)
    assert.strictEqual(lists(), 4)
    await page.getByRole("button", { name: "Reload" }).click()
    await page.getByText("200 of 100,001 loaded").waitFor()
    await page.getByLabel("Search names").fill("site 99999")
    await page.getByText("1 connector", { exact: true }).waitFor()
  })

  it("that can't be loaded are replaced by the reason and the request id, until a person tries again", async () => {
    await using opened = await openOdd("", {
      faults: [{ on: "list", times: 1, with: { status: 503 } }],
    })
    const { page, server } = opened
    await page.getByText("The connectors could not be loaded").waitFor()
    await page.getByText(String(server.requests({ operation: "list" })[0]?.requestId)).waitFor()
    await page.getByRole("button", { name: "Try again" }).click()
    await rowOf(page, "HQ").waitFor()
  })

  it("have no buttons for what a read-only server refuses", async () => {
    await using opened = await openOdd("/connectors/hq-1")
    const { page } = opened
    await page.getByRole("button", { name: "Edit" }).waitFor()
    // A gateway says the same, and needs a service behind it.
    await changeSettings(page, { writes: [] })
    await page.reload()
    await page.getByText("Read-only").waitFor()
    await panelOf(page).locator(".json").waitFor()
    for (const name of ["Add", "Edit", "Touch", "Delete"]) {
      assert.strictEqual(await page.getByRole("button", { name, exact: true }).count(), 0, name)
    }
    for (const key of ["n", "e", "t", "Delete"]) await page.keyboard.press(key)
    assert.strictEqual(await page.getByRole("dialog").count(), 0)
  })

  it("come back by themselves after the network was away", async () => {
    await using opened = await openOdd()
    const { page } = opened
    await rowOf(page, "HQ").waitFor()
    await page.context().setOffline(true)
    await page.getByLabel("Search names").fill("hq")
    await page.getByText("The connectors could not be loaded").waitFor()
    await page.context().setOffline(false)
    await page.getByText("1 connector", { exact: true }).waitFor()
  })

  it("that can't be read are shown with the reason", async () => {
    const folder = await mkdtemp(join(tmpdir(), "odj-"))
    try {
      const path = join(folder, "odj.db")
      await using opened = await openOdd("", { store: `sqlite:${path}` })
      const { page } = opened
      await rowOf(page, "HQ").waitFor()
      const database = new DatabaseSync(path)
      database.exec("UPDATE odj_connector SET last_connection_date_time = 'yesterday' WHERE id = 'hq-1'")
      database.close()
      await page.reload()
      const row = rowOf(page, "unreadable")
      await row.waitFor()
      assert.include(await textOf(row), "HQ, first floor")
      assert.include(await textOf(row), "yesterday")
      await row.click()
      await panelOf(page).getByText("Expected a date and time").waitFor()
      await panelOf(page).getByRole("heading", { name: "HQ, first floor" }).waitFor()
      assert.deepStrictEqual(await axeProblems(page), [])
      await page.getByText("5 connectors").waitFor()
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
