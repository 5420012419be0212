/** A page of another site, in the browser of a person whose server has a console: what the page can do to the server. */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type RunningServer, startServer } from "../../src/index.ts"
import { executablePath, hasChromium } from "./browser.ts"

const fault = JSON.stringify({ on: "list", with: { status: 500 } })

/** Loads an element that refers to the server. */
const load = (tag: string, attribute: string, path: string) => `
  new Promise((resolve) => {
    const element = document.createElement("${tag}")
    element.onload = element.onerror = resolve
    element.${attribute} = url + "${path}"
    document.body.append(element)
  })`

/** Posts a form, whose response goes into a frame. */
const post = (path: string, body: string) => `
  new Promise((resolve) => {
    const frame = document.createElement("iframe")
    frame.name = "target"
    document.body.append(frame)
    const form = document.createElement("form")
    form.action = url + "${path}"
    form.method = "post"
    form.enctype = "text/plain"
    form.target = "target"
    const field = document.createElement("input")
    // The body of the form is name=value.
    field.name = ${JSON.stringify(body.slice(0, -1))} + ',"a":"'
    field.value = '"}'
    form.append(field)
    document.body.append(form)
    frame.onload = resolve
    form.submit()
  })`

/** What a page tries, as expressions that settle when the browser has the outcome. */
const attempts: Readonly<Record<string, string>> = {
  "a fetch without CORS": `fetch(url + "/_odj/reset", { method: "POST", mode: "no-cors" }).catch(String)`,
  "a fetch with CORS": `fetch(url + "/_odj/reset", { method: "POST" }).catch(String)`,
  "a fetch with a preflight": `fetch(url + "/_odj/requests", { method: "DELETE" }).catch(String)`,
  "a fetch that sends JSON as text": `fetch(url + "/_odj/faults", { method: "POST", mode: "no-cors", body: ${JSON.stringify(fault)} }).catch(String)`,
  "a fetch that creates a connector": `fetch(url + "/beta/${collectionPath}", { method: "POST", mode: "no-cors", body: ${JSON.stringify(JSON.stringify(exampleConnector))} }).catch(String)`,
  "a form": post("/_odj/reset", "{}"),
  "a form that sends JSON": post("/_odj/faults", fault),
  "an image": load("img", "src", "/_odj/reset"),
  "a frame": load("iframe", "src", "/_odj/requests"),
  "the script of the console": load("script", "src", "/console/script.js"),
}

/** What a page tries to read. A server with the built-in issuer lets pages of loopback addresses use Graph's API. */
const readings: Readonly<Record<string, string>> = {
  "the events": `fetch(url + "/_odj/events")`,
  "a token of the control": `fetch(url + "/_odj/tokens", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })`,
  "the status": `fetch(url + "/_odj/status")`,
  "the settings of the console": `fetch(url + "/console/settings.json")`,
  "the script of the console": `fetch(url + "/console/script.js")`,
}

/** Everything of the server that a request could change. */
const contentsOf = async (server: RunningServer) => ({
  tenants: (await server.snapshot()).tenants,
  faults: server.faults(),
  offset: server.clock.offset(),
})

const start = async () => {
  const server = await startServer({ auth: "none", control: true, connectors: [exampleConnector] })
  // So that a reset changes something.
  await server.fail({ on: "delete", with: { status: 403 } })
  return server
}

describe.skipIf(!hasChromium)("A page of another site", () => {
  const other = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Other</title>")
  })
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await once(other.listen(0, "127.0.0.1"), "listening")
    browser = await chromium.launch({ executablePath, args: ["--disable-quic"] })
  })
  afterAll(async () => {
    await browser?.close()
    other.close()
  })

  const openAt = async (origin: string) => {
    page = await browser.newPage()
    await page.goto(`${origin}/`)
  }

  const run = (url: string, expression: string) =>
    page.evaluate(`(async (url) => { await ${expression} })(${JSON.stringify(url)})`)

  describe.each(["127.0.0.1", "other.localhost"])("at %s", (host) => {
    const origin = () => `http://${host}:${(other.address() as AddressInfo).port}`

    it.each(Object.keys(attempts))("changes nothing with %s", async (name) => {
      await using server = await start()
      const before = await contentsOf(server)
      await openAt(origin())
      await run(server.url, attempts[name] ?? "")
      assert.deepStrictEqual(await contentsOf(server), before)
      await page.close()
    })

    it.each(Object.keys(readings))("can't read %s", async (name) => {
      await using server = await startServer({ control: true })
      const read = `(async (url) => (await ${readings[name]}).status)(${JSON.stringify(server.url)})`
      await openAt(origin())
      assert.strictEqual(await page.evaluate(`${read}.catch(() => "unreadable")`), "unreadable")
      await page.goto(`${server.url}/`)
      assert.include([200, 201], await page.evaluate(read))
      await page.close()
    })

    it("can't show the console in a frame, but can lead to it", async () => {
      await using server = await start()
      await openAt(origin())
      await run(server.url, load("iframe", "src", "/"))
      const [, frame] = page.frames()
      assert.notInclude(await frame?.content(), "odj-server")
      await run(server.url, `location.assign(url + "/")`)
      await page.waitForURL(`${server.url}/`)
      await page.getByRole("link", { name: "Connectors" }).waitFor()
      await page.close()
    })
  })

  it("differs from a page of the server, which changes something with the same requests", async () => {
    for (const name of ["a fetch without CORS", "a fetch with a preflight"]) {
      await using server = await start()
      const before = { ...(await contentsOf(server)), requests: server.requests().length }
      await openAt(server.url)
      await run(server.url, `fetch(url + "/beta/${collectionPath}")`)
      await run(server.url, attempts[name] ?? "")
      const after = { ...(await contentsOf(server)), requests: server.requests().length }
      assert.notDeepEqual([after.faults, after.requests], [before.faults, 1], name)
      await page.close()
    }
  })
})
