/** Tests imports, exports, examples and forgetting in the console, in Chromium. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { transferFormats } from "@odj/command-line/rows"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { changeSettings, hasChromium, look, useBrowser } from "./browser.ts"

const row = (displayName: string, id?: string) => ({
  ...(id !== undefined && { id }),
  displayName,
  lastConnectionDateTime: "2026-01-31T12:00:00.10+01:00",
  state: "active" as const,
  version: "6.2504.2001.8",
})

const rows = (length: number) => Array.from({ length }, (_, index) => row(`Server ${index}`))

const ndjson = (values: ReadonlyArray<object>) => values.map((value) => JSON.stringify(value)).join("\n")

/** Drops files with the same content on the page. */
const drop = async (page: Page, name: string, content: string | Uint8Array, count = 1) => {
  const base64 = Buffer.from(content).toString("base64")
  // A text, because the page's types are not those of Node.js.
  const dataTransfer = await page.evaluateHandle(`{
    const transfer = new DataTransfer()
    const bytes = Uint8Array.from(atob("${base64}"), (character) => character.charCodeAt(0))
    for (let file = 0; file < ${count}; file++) transfer.items.add(new File([bytes], ${JSON.stringify(name)}))
    transfer
  }`)
  await page.dispatchEvent("body", "dragover", { dataTransfer })
  await page.dispatchEvent("body", "drop", { dataTransfer })
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()

describe.skipIf(!hasChromium)("The console", () => {
  const open = useBrowser()

  const names = async (url: string) => {
    const response = await fetch(`${url}/beta/deviceManagement/domainJoinConnectors?$top=999`)
    const { value } = (await response.json()) as { value: ReadonlyArray<{ displayName: string }> }
    return value.map(({ displayName }) => displayName).toSorted()
  }

  open.onEachDevice(
    "shows what a dropped file would create and its problems, and creates it",
    "/health",
    { auth: "none" },
    async ({ page, server }, look) => {
      await page.getByRole("heading", { name: "Health" }).waitFor()
      await drop(
        page,
        "<i>my</i>.csv",
        `displayName;lastConnectionDateTime;state;version\r\n<b>HQ</b>;2026-01-31T12:00:00Z;active;1\r\nخادم;yesterday;active;1\r\n`,
      )
      const dialog = page.getByRole("dialog", { name: "Import connectors" })
      await dialog.getByText("has 2 rows: 1 can be created, 1 can’t.").waitFor()
      await dialog.getByText("Row 3:").waitFor()
      await dialog.getByText("What will be created").click()
      await dialog.getByText("<b>HQ</b>", { exact: true }).waitFor()
      await look()
      assert.deepStrictEqual(await names(server.url), [])
      await press(page, "Import 1 connector")
      await dialog.getByText("1 created").waitFor()
      await look()
      assert.deepStrictEqual(await names(server.url), ["<b>HQ</b>"])
    },
  )

  it("reads the file of another program, and says why it can't read one", async () => {
    await using opened = await open("/health", { auth: "none" })
    const { page } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    const columns = Object.keys(row("HQ"))
    const values = Object.values(row("HQ"))
    const unicodeText = `\ufeff${columns.join("\t")}\r\n${values.join("\t")}\r\n`
    await drop(page, "Excel.txt", Buffer.from(unicodeText, "utf16le"))
    await page.getByText("Excel.txt has 1 row: 1 can be created.").waitFor()
    await drop(page, "page.html", "<!doctype html><title>Sign in</title>")
    await page
      .getByText(`page.html can’t be imported. It is a web page, not connectors: "Sign in".`)
      .waitFor()
    await drop(page, "extra.csv", `${columns.join(",")},Remark\n${values.join(",")},x\n`)
    await page.getByRole("checkbox", { name: "Ignore unknown properties" }).check()
    await page.getByText("extra.csv has 1 row: 1 can be created.").waitFor()
  })

  it("says before anything is created which ids exist already", async () => {
    await using opened = await open("/health", { auth: "none", connectors: [row("Old", "it's")] })
    const { page, server } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await drop(page, "two.ndjson", ndjson([row("New", "it's"), row("Other", "other"), row("Without")]))
    await page.getByText("Of the ids, 1 exists already. This connector will not be changed.").waitFor()
    await page.getByText("What will be created").click()
    assert.deepStrictEqual(
      await page.locator(".row-list li", { hasText: "exists already" }).locator("bdi").allTextContents(),
      ["New"],
    )
    assert.deepStrictEqual(await names(server.url), ["Old"])
    await server.fail({ on: "list", times: 1, with: { status: 403 } })
    await drop(page, "one.ndjson", ndjson([row("New", "new")]))
    await page.getByText("Which ids exist already is not known").waitFor()
    await press(page, "Import 1 connector")
    await page.getByText("1 created").waitFor()
  })

  it("looks up the first 1,000 ids of a file, and says so", async () => {
    await using opened = await open("/health", { auth: "none", connectors: [row("Old", "id 999")] })
    const { page, server } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    const many = Array.from({ length: 3_000 }, (_, index) => row("New", `id ${index}`))
    await drop(page, "many.ndjson", ndjson(many))
    await page.getByText("Of the first 1,000 ids, 1 exists already.").waitFor()
    assert.isBelow(server.requests({ operation: "list" }).length, 20)
  })

  it("names a dropped file in the form, however long its name is, and reads it again when it is chosen again", async () => {
    await using opened = await open("/health", { auth: "none" })
    const { page } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await drop(page, `<i>\u202e${"long ".repeat(60)}.json`, JSON.stringify([row("HQ")]))
    const summary = page.getByText("has 1 row: 1 can be created.")
    await summary.waitFor()
    assert.isBelow(((await summary.textContent()) ?? "").length, 100)
    const input = page.getByLabel("File", { exact: true })
    assert.strictEqual(await page.evaluate("document.querySelector('#import-file').files.length"), 1)
    const folder = await mkdtemp(join(tmpdir(), "odj-"))
    try {
      const path = join(folder, "corrected.json")
      const choose = async (content: string) => {
        await writeFile(path, content)
        const [chooser] = await Promise.all([page.waitForEvent("filechooser"), input.click()])
        await chooser.setFiles(path)
      }
      await choose("[")
      await page.getByText("corrected.json can’t be imported.").waitFor()
      await choose(JSON.stringify([row("HQ"), row("Branch")]))
      await page.getByText("corrected.json has 2 rows: 2 can be created.").waitFor()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it("imports none of several files that are dropped at once, and says so", async () => {
    await using opened = await open("/health", { auth: "none" })
    const { page } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await drop(page, "one.json", JSON.stringify([row("HQ")]), 2)
    await page.getByText("Several files were dropped, and none is imported. Drop one at a time.").waitFor()
    assert.strictEqual(await page.getByRole("dialog").count(), 0)
  })

  it("cancels an import by Escape and still shows what became of it, and takes no other file meanwhile", async () => {
    await using opened = await open("/health", { auth: "none" })
    const { page, server } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await server.fail({ on: "batch", nth: 2, times: 1, with: "noResponse" })
    await drop(page, "many.ndjson", ndjson(rows(60)))
    await press(page, "Import 60 connectors")
    await page.getByText("40 left").waitFor()
    await drop(page, "another.ndjson", ndjson(rows(1)))
    await page.getByText("Another import runs. Drop the file again when that is complete.").waitFor()
    await page.keyboard.press("Escape")
    await page.getByText("40 not sent").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
  })

  it("tries the rows again that failed in a batch, and creates none twice", async () => {
    await using opened = await open("/health", {
      auth: "none",
      connectors: [row("Old", "taken")],
      faults: [
        { on: "create", when: { displayName: "Server 3" }, times: 1, with: { status: 503 } },
        { on: "create", when: { displayName: "Server 4" }, times: 1, with: { status: 504, after: "commit" } },
      ],
    })
    const { page, server } = opened
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await drop(page, "many.ndjson", ndjson([...rows(30), row("New", "taken")]))
    await press(page, "Import 31 connectors")
    const dialog = page.getByRole("dialog", { name: "Import connectors" })
    await dialog.getByText("2 failed").waitFor()
    await dialog.getByText("1 already there").waitFor()
    await press(page, "Try again with 2")
    await dialog.getByText("30 created").waitFor()
    assert.deepStrictEqual(
      await names(server.url),
      [...rows(30), row("Old")].map(({ displayName }) => displayName).toSorted(),
    )
  })

  it("loses nothing and creates nothing twice when a response is lost, or when the import is cancelled", async () => {
    await using opened = await open("/health", { auth: "none" })
    const { page, server } = opened
    let batches = 0
    await page.route("**/beta/$batch", async (route) => {
      batches += 1
      if (batches !== 2) return route.fallback()
      // The server creates the connectors, but its response is lost.
      await route.fetch()
      return route.abort("connectionreset")
    })
    await page.getByRole("heading", { name: "Health" }).waitFor()
    await drop(page, "many.ndjson", ndjson(rows(60)))
    await press(page, "Import 60 connectors")
    const dialog = page.getByRole("dialog", { name: "Import connectors" })
    await dialog.getByText("40 not sent").waitFor()
    await server.fail({ on: "batch", nth: 2, times: 1, with: "noResponse" })
    await press(page, "Continue with 40")
    await dialog.getByText("20 left").waitFor()
    await press(page, "Cancel")
    await dialog.getByText("20 not sent").waitFor()
    await server.disarm()
    await press(page, "Continue with 20")
    await dialog.getByText("60 created").waitFor()
    assert.strictEqual((await names(server.url)).length, 60)
  })

  it("exports the same bytes as odj export, of all pages", async () => {
    await using opened = await open("/connectors", {
      auth: "none",
      connectors: [...rows(1_200), { ...row('a "quoted", name\n'), displayName: null }],
    })
    const { page, server } = opened
    const cli = join(import.meta.dirname, "../../../cli/dist/odj.mjs")
    for (const format of transferFormats) {
      await press(page, "Export…")
      await page.getByRole("radio", { name: new RegExp(`^${format}`, "i") }).check()
      const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Export")])
      assert.strictEqual(download.suggestedFilename(), `connectors.${format}`)
      const exported = await promisify(execFile)(
        process.execPath,
        [cli, "export", "--url", `${server.url}/beta`, "--format", format],
        { maxBuffer: 10_000_000 },
      )
      assert.strictEqual(await readFile(await download.path(), "utf8"), exported.stdout)
      await press(page, "Close")
    }
  })

  it("exports only the connectors that match the filter", async () => {
    await using opened = await open("/connectors?filter=displayName%20eq%20'Server%201'", {
      auth: "none",
      connectors: rows(3),
    })
    const { page } = opened
    await press(page, "Export…")
    await page.getByRole("checkbox", { name: "Only those that match" }).waitFor()
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Export")])
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n")
    assert.deepStrictEqual(
      lines.map((line) => JSON.parse(line).displayName),
      ["Server 1"],
    )
  })

  it("adds 25 examples, and forgets all after a question", async () => {
    await using opened = await open("/connectors", { auth: "none" })
    const { page, server } = opened
    await page.getByRole("button", { name: "Add 25 examples" }).first().click()
    await page.getByText("25 examples were added.").waitFor()
    // The command is longer than the window.
    await page.locator(".notice summary").click()
    await look(page)
    await page.getByRole("button", { name: "Dismiss" }).click()
    assert.strictEqual((await names(server.url)).length, 25)
    await press(page, "Forget all…")
    const question = page.getByRole("dialog", { name: "Forget all connectors?" })
    await question.getByText("25 connectors of the default tenant will be deleted").waitFor()
    await question.getByRole("button", { name: "Cancel" }).click()
    assert.strictEqual((await names(server.url)).length, 25)
    await press(page, "Forget all…")
    await question.getByRole("button", { name: "Forget all" }).click()
    await page.getByText("25 connectors of the default tenant were deleted.").waitFor()
    assert.deepStrictEqual(await names(server.url), [])
  })

  it("has only exports if the server allows no writes, and says why it imports nothing", async () => {
    await using opened = await open("/health", { auth: "none", connectors: rows(2) })
    const { page } = opened
    await changeSettings(page, { control: "none", writes: [] })
    await page.goto(page.url().replace(/#.*/, "#/connectors"))
    await page.reload()
    await page.getByRole("button", { name: "Export…" }).waitFor()
    for (const name of ["Import…", "Add 25 examples", "Forget all…"]) {
      assert.strictEqual(await page.getByRole("button", { name }).count(), 0)
    }
    await drop(page, "one.json", JSON.stringify([row("HQ")]))
    await page.getByText("This server allows no creates, so the file can’t be imported.").waitFor()
  })
})
