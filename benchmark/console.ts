/**
 * Measures the console of `odj-server` in Chromium: what 10,000 requests to the server cost the page while each of its
 * sections is shown, with details open and faults striking; and how soon the page is there.
 *
 * Chromium is that of `CHROMIUM`, or Debian's. Another checkout's `main.ts` or `odj-server.mjs` can be given.
 */
import { Agent, request } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import { exampleConnector } from "@odj/domain"
import { type Browser, chromium, type Page } from "playwright-core"
import { collectionPath } from "./contenders/GraphResponse.ts"
import type { Benchmark } from "./harness/Benchmark.ts"
import { type Table, tableOf } from "./harness/Figures.ts"
import { benchmarkFile, startServer } from "./harness/Processes.ts"

/** The sources, where no other program is given. */
const startConsole = (program = benchmarkFile("../apps/server/src/main.ts")) => {
  const args = ["--port", "0", "--auth", "none", "--store", "memory", "--control", "--quiet"]
  return startServer(program, args)
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Sends a request as a client of the server, and returns the body of the response. */
const send = (url: string, method: string, path: string, body?: unknown) =>
  new Promise<string>((resolve, reject) => {
    const headers = { "Content-Type": "application/json" }
    const sent = request(url + path, { agent, method, headers }, (response) => {
      let text = ""
      response.on("data", (chunk) => {
        text += chunk
      })
      response.on("end", () => {
        if (path.startsWith("/_odj") && response.statusCode !== 200 && response.statusCode !== 201)
          reject(new Error(text))
        else resolve(text)
      })
    })
    sent.on("error", reject).end(body && JSON.stringify(body))
  })

const connectorOf = (number: number) => ({ ...exampleConnector, displayName: `HQ connector ${number}` })

const fill = async (url: string, count: number) => {
  const connectors = Array.from({ length: count }, (_, number) => connectorOf(number))
  for (let start = 0; start < count; start += 10_000)
    await send(url, "POST", "/_odj/connectors", connectors.slice(start, start + 10_000))
}

const requests = 10_000

/** One of four requests is a create, and one changes the connector with this path. */
const load = async (url: string, path: string) => {
  let sent = 0
  const client = async () => {
    while (sent < requests) {
      const number = sent++
      if (number % 4 === 0) await send(url, "POST", collectionPath, connectorOf(number))
      else if (number % 4 === 1) await send(url, "PATCH", path, { displayName: `HQ ${number}` })
      else await send(url, "GET", number % 4 === 2 ? path : `${collectionPath}?$top=1`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
}

/** Every read of one connector and every tenth create is struck. */
const faults = [
  { name: "slow", on: "get", with: { delay: "1 millis" } },
  { name: "lost", on: "create", rate: 0.1, with: { status: 503 } },
]

/** What a page notes from its beginning on. Times are in milliseconds. */
interface Noted {
  readonly longTasks: Array<number>
  /** The cumulative layout shift. */
  shift: number
}

const openPage = async (browser: Browser, url: string, fragment: string) => {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
  await page.addInitScript(`
    const noted = { longTasks: [], shift: 0 }
    globalThis.noted = noted
    const observe = (type, note) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
    observe("longtask", ({ duration }) => noted.longTasks.push(duration))
    observe("layout-shift", ({ value, hadRecentInput }) => {
      if (!hadRecentInput) noted.shift += value
    })
  `)
  await page.goto(`${url}/#${fragment}`)
  return page
}

const notedBy = (page: Page) => page.evaluate<Noted>("noted")

const heapOf = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send("HeapProfiler.collectGarbage")
  const { usedSize } = await session.send("Runtime.getHeapUsage")
  await session.detach()
  return usedSize / 1_048_576
}

/** A section, by its fragment, with the details of the connector or of a request open where it has any. */
const sections = (id: string) => ({
  Requests: "/requests/1",
  Connectors: `/connectors/${id}`,
  Health: "/health",
  "Faults and clock": "/faults",
})

const measureLoad = async (
  browser: Browser,
  name: keyof ReturnType<typeof sections>,
  program: string | undefined,
) => {
  const { url, stop } = await startConsole(program)
  try {
    await fill(url, 1_000)
    await send(url, "POST", "/_odj/faults", faults)
    const { id } = JSON.parse(await send(url, "POST", collectionPath, connectorOf(0)))
    const page = await openPage(browser, url, sections(id)[name])
    await wait(2_000)
    let own = 0
    const path = `${collectionPath}/${id}`
    // Memory that is allocated only once does not count.
    await load(url, path)
    await load(url, path)
    await wait(2_000)
    const before = await heapOf(page)
    const { longTasks: earlier } = await notedBy(page)
    page.on("request", () => {
      own += 1
    })
    const start = performance.now()
    await load(url, path)
    const seconds = (performance.now() - start) / 1_000
    const { longTasks } = await notedBy(page)
    const tasks = longTasks.slice(earlier.length)
    const elements = await page.evaluate<number>("document.querySelectorAll('*').length")
    await wait(5_000)
    const after = await heapOf(page)
    await page.close()
    return [
      name,
      String(tasks.length),
      Math.max(0, ...tasks).toFixed(0),
      ((tasks.reduce((sum, task) => sum + task, 0) / seconds / 1_000) * 100).toFixed(1),
      (own / seconds).toFixed(1),
      String(elements),
      before.toFixed(1),
      (after / before).toFixed(2),
    ]
  } finally {
    stop()
  }
}

/** The first opening of a server from its sources includes the bundling of the page. */
const measureOpening = async (browser: Browser, program: string | undefined) => {
  const { url, stop } = await startConsole(program)
  try {
    await fill(url, 100_000)
    const rows = []
    for (const name of ["first", "second"]) {
      const page = await openPage(browser, url, "/connectors")
      await page.locator(".row-item").first().waitFor()
      const shown = await page.evaluate<number>("performance.now()")
      const paint = await page.evaluate<number>(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime",
      )
      await wait(1_000)
      const { shift } = await notedBy(page)
      rows.push([name, paint.toFixed(0), shown.toFixed(0), shift.toFixed(3)])
      await page.close()
    }
    return rows
  } finally {
    stop()
  }
}

const run = async function* (_: unknown, [program]: ReadonlyArray<string>): AsyncIterable<Table> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" })
  try {
    yield tableOf(
      "100,000 connectors: ms from the navigation to the first paint and to the first connectors",
      ["opening", "paint", "connectors", "layout shift"],
      await measureOpening(browser, program),
    )
    const rows = []
    for (const name of ["Requests", "Connectors", "Health", "Faults and clock"] as const)
      rows.push(await measureLoad(browser, name, program))
    const columns = [
      "long tasks",
      "longest ms",
      "% of the time",
      "own requests/s",
      "elements",
      "heap MB",
      "times after",
    ]
    yield tableOf("While 10,000 requests arrive", ["", ...columns], rows)
  } finally {
    await browser.close()
  }
}

export const benchmark: Benchmark = {
  about: "how soon the console is there, and what 10,000 requests cost its page in Chromium",
  seconds: 120,
  run,
}
