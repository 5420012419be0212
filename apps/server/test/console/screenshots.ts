/**
 * `pnpm screenshots [FOLDER] [--readme]` takes pictures of the console: the main states of each section, on a desktop and on a
 * phone, light and dark. They go into the folder, by default a new temporary one, whose path is printed. `--readme` also makes
 * the two pictures of the README. Clocks and ids are the same in every run, so the pictures differ only if the page does.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { mock } from "node:test"
import { parseArgs } from "node:util"
import { collectionPath } from "@odj/graph-wire"
import { type Browser, chromium, type Page } from "playwright-core"
import { type RunningServer, startServer } from "../../src/index.ts"
import { type Device, deviceNames, devices, executablePath } from "./devices.ts"

const { values, positionals } = parseArgs({
  options: { readme: { type: "boolean" } },
  allowPositionals: true,
})

const folder = resolve(positionals[0] ?? mkdtempSync(join(tmpdir(), "odj-screenshots-")))
mkdirSync(folder, { recursive: true })

const started = Date.parse("2026-03-02T07:40:00Z")
const now = Date.parse("2026-03-02T09:41:00Z")

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`

/** The server's address in every picture, whatever its port is. */
const address = "http://127.0.0.1:8365"

const browserOf = ({ url }: RunningServer): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ["--disable-quic", `--host-resolver-rules=MAP ${new URL(address).host} ${new URL(url).host}`],
  })

const newPage = async (browser: Browser, device: Device): Promise<Page> => {
  const page = await (await browser.newContext({ ...devices[device], reducedMotion: "reduce" })).newPage()
  await page.clock.setFixedTime(now)
  return page
}

/** What programs do with the server while somebody looks at it. */
const useServer = async (server: RunningServer) => {
  await server.fail([
    { name: "busy", on: "delete", times: 1, with: { status: 429, retryAfter: 30 } },
    { name: "lost response", on: "create", nth: 9, with: { connection: "reset", after: "commit" } },
  ])
  const path = `/beta/${collectionPath}`
  const minted = await fetch(`${server.url}/_odj/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  })
  const { token } = (await minted.json()) as { readonly token: string }
  const request = async (method: string, path: string, body?: object, headers: object = {}) => {
    mock.timers.setTime(Date.now() + 1_700)
    await fetch(server.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
  const connector = { displayName: "ROM-ODJ01.corp.contoso.com", state: "active", version: "6.2604.2003.4" }
  const contact = { lastConnectionDateTime: new Date(now).toISOString() }
  const create = { ...connector, ...contact }
  await request("GET", path)
  await request("GET", `${path}?$filter=${encodeURIComponent("state eq 'error'")}&$count=true`)
  await request("POST", path, create, { "Idempotency-Key": '"rome-1"' })
  await request("POST", path, create, { "Idempotency-Key": '"rome-1"' })
  await request("PATCH", `${path}/${idOf(7)}`, contact)
  await request("POST", path, { ...create, state: "sleeping" })
  await request("DELETE", `${path}/${idOf(23)}`)
  await request("DELETE", `${path}/${idOf(23)}`)
  await request("GET", `${path}/${idOf(23)}`)
  await request("GET", path, undefined, { Authorization: "Bearer expired" })
  mock.timers.setTime(now)
}

/** What is shown: a fragment of the address, a text to wait for, and what is done before the picture. */
interface View {
  readonly name: string
  readonly fragment: string
  readonly text: string
  readonly act?: (page: Page) => Promise<void>
}

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click()

const firstSteps: View = { name: "first-steps", fragment: "/connectors", text: "No connectors yet" }

const connectors: View = {
  name: "connectors",
  fragment: "/connectors?order=lastConnectionDateTime",
  text: "OSL-ODJ01",
}

const request: View = { name: "request", fragment: "/requests/7", text: "busy" }

const views: ReadonlyArray<View> = [
  connectors,
  { name: "connector", fragment: `/connectors/${idOf(19)}`, text: "rules its state is" },
  {
    name: "connector-edit",
    fragment: `/connectors/${idOf(19)}`,
    text: "rules its state is",
    act: press("Edit"),
  },
  { ...connectors, name: "connector-add", act: press("Add") },
  { ...connectors, name: "connectors-import", act: press("Import…") },
  { name: "connectors-filter", fragment: "/connectors?filter=state%20eq%20'error'", text: "VIE-ODJ01" },
  { name: "connectors-refused", fragment: "/connectors?filter=colour%20eq%201", text: "refuses this filter" },
  { name: "health", fragment: "/health", text: "What the doctor says" },
  { name: "requests", fragment: "/requests", text: "429" },
  request,
  { name: "faults", fragment: "/faults", text: "In force" },
  { name: "token", fragment: "/token", text: "Permissions" },
]

const show = async (page: Page, { fragment, text, act }: View) => {
  await page.goto("about:blank")
  await page.goto(`${address}/#${fragment}`)
  await page.locator("main, .panel").getByText(text).filter({ visible: true }).first().waitFor()
  await act?.(page)
  // What is loaded beside the text, such as the list behind a panel.
  await page.waitForTimeout(300)
}

const take = async (browser: Browser, device: Device, views: ReadonlyArray<View>) => {
  const page = await newPage(browser, device)
  for (const view of views) {
    await show(page, view)
    const name = `${view.name} on ${device}.png`.replaceAll(" ", "-")
    await page.screenshot({ path: join(folder, name) })
  }
  await page.context().close()
}

/** The picture as WebP, which is less than half as large as PNG. The browser can write it. */
const webp = async (page: Page): Promise<Buffer> => {
  const png = (await page.screenshot()).toString("base64")
  await page.goto("about:blank")
  const url = await page.evaluate(`(async () => {
    const image = new Image()
    image.src = "data:image/png;base64,${png}"
    await image.decode()
    const canvas = document.createElement("canvas")
    canvas.width = image.width
    canvas.height = image.height
    canvas.getContext("2d").drawImage(image, 0, 0)
    return canvas.toDataURL("image/webp", 0.9)
  })()`)
  return Buffer.from(String(url).replace(/^.*,/, ""), "base64")
}

const takeForReadme = async (browser: Browser) => {
  const images = join(import.meta.dirname, "../../../../docs/images")
  mkdirSync(images, { recursive: true })
  const page = await newPage(browser, "a desktop")
  for (const [name, view] of [
    ["console-connectors", connectors],
    ["console-requests", request],
  ] as const) {
    await show(page, view)
    const path = join(images, `${name}.webp`)
    writeFileSync(path, await webp(page))
    console.log(path)
  }
  await page.context().close()
}

mock.timers.enable({ apis: ["Date"], now: started })
const server = await startServer({ control: true, predictableIds: true })
mock.timers.setTime(now - 60_000)
const browser = await browserOf(server)
try {
  for (const device of deviceNames) await take(browser, device, [firstSteps])
  const page = await newPage(browser, "a desktop")
  await show(page, firstSteps)
  await press("Add 25 examples")(page)
  await page.getByText("25 examples were added").waitFor()
  await page.context().close()
  server.forget()
  await useServer(server)
  for (const device of deviceNames) await take(browser, device, views)
  if (values.readme) await takeForReadme(browser)
  console.log(folder)
} finally {
  await browser.close()
  await server.stop()
}
