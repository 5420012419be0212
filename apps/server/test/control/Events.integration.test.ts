/** The events of a control over real sockets. */
import { once } from "node:events"
import { request as send } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { type LogEntry, openServer, startServer } from "../../src/index.ts"
import { eventReader } from "./eventReader.ts"

/** Listens to the events of a server. */
const listen = async (url: string, headers: Record<string, string> = {}) => {
  const leaving = new AbortController()
  const response = await fetch(`${url}/_odj/events`, { headers, signal: leaving.signal })
  const reader = eventReader()
  const text = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  return {
    ...reader,
    response,
    /** Reads until a condition holds. */
    readUntil: async (isDone: () => boolean) => {
      while (!isDone()) {
        const { value, done } = (await text?.read()) ?? { value: undefined, done: true }
        if (done || value === undefined) throw new Error("The stream has ended")
        rest += value
        const end = rest.lastIndexOf("\n\n") + 2
        reader.read(rest.slice(0, Math.max(end, 0)))
        rest = rest.slice(end)
      }
    },
    readToEnd: async () => {
      while (!(await text?.read())?.done);
    },
    leave: () => leaving.abort(),
  }
}

const create = (url: string) =>
  fetch(`${url}/beta/${collectionPath}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(exampleConnector),
  })

describe("The events of a server", () => {
  it("show requests as they come, changes, and a reset", async () => {
    await using server = await startServer({ auth: "none", control: true })
    await create(server.url)
    const events = await listen(server.url)
    assert.strictEqual(events.response.headers.get("content-type"), "text/event-stream")
    assert.strictEqual(events.response.headers.get("cache-control"), "no-store")
    await events.readUntil(() => events.requests().length === 1)
    await create(server.url)
    await events.readUntil(() => events.requests()[1]?.outcome === "response" && events.state().changes === 2)
    const [, second] = server.requests()
    assert.deepStrictEqual(events.requests()[1], {
      ...Object.fromEntries(
        Object.entries(second ?? {}).filter(
          ([name]) => !["headers", "body", "bodyLength", "response", "token"].includes(name),
        ),
      ),
    } as never)
    await server.reset()
    await events.readUntil(() => events.requests().length === 0 && events.state().changes > 2)
  })

  it("end at once when the server stops", async () => {
    const server = await startServer({ auth: "none", control: true, stopTime: "1 hour" })
    const events = await listen(server.url)
    await server.stop()
    await events.readToEnd()
  })

  it("have few listeners at once, and a place when one leaves", async () => {
    await using server = await startServer({ auth: "none", control: true })
    const listeners = await Promise.all(Array.from({ length: 16 }, () => listen(server.url)))
    assert.deepStrictEqual(
      listeners.map(({ response }) => response.status),
      Array(16).fill(200),
    )
    const refused = await fetch(`${server.url}/_odj/events`)
    assert.strictEqual(refused.status, 503)
    assert.match(Object(await refused.json()).error.message, /^Too many programs read the events/)
    const head = await fetch(`${server.url}/_odj/status`, { method: "HEAD" })
    assert.strictEqual(head.status, 200)
    listeners[0]?.leave()
    let next = await listen(server.url)
    while (next.response.status === 503) next = await listen(server.url)
    assert.strictEqual(next.response.status, 200)
  })

  it("are for those who may control the server", async () => {
    const token = "s3cret"
    await using server = await startServer({ auth: "none", control: { token } })
    const statusFor = async (headers: Record<string, string>) => {
      const { response, leave } = await listen(server.url, headers)
      leave()
      return response.status
    }
    const authorization = `Bearer ${token}`
    assert.strictEqual(await statusFor({}), 401)
    assert.strictEqual(await statusFor({ authorization, origin: "https://evil.example" }), 403)
    assert.strictEqual(await statusFor({ authorization, "sec-fetch-site": "cross-site" }), 403)
    assert.strictEqual(await statusFor({ authorization, origin: server.url }), 200)
    await using open = await startServer({ auth: "none", control: true })
    const page = await fetch(`${open.url}/_odj/events`, { headers: { origin: "http://localhost:1" } })
    assert.strictEqual(page.status, 403)
  })

  it("are refused to a request whose body is too large", async () => {
    await using server = await startServer({ auth: "none", control: true })
    const statusFor = async (size: number) => {
      const sending = send(`${server.url}/_odj/events`, { headers: { "Content-Length": size } })
      sending.on("error", () => {})
      sending.end("a".repeat(size))
      const [response] = await once(sending, "response")
      response.destroy()
      return response.statusCode
    }
    assert.deepStrictEqual([await statusFor(1_048_576), await statusFor(1_048_577)], [200, 413])
  })

  it("are logged as a request with its status, when they begin", async () => {
    const entries: Array<LogEntry> = []
    await using server = await startServer({ control: true, log: (entry) => entries.push(entry) })
    await listen(server.url)
    assert.deepStrictEqual(
      entries.filter(({ message }) => message === "request").map(({ path, status }) => [path, status]),
      [["/_odj/events", 200]],
    )
  })

  it("leave the program when a client that never reads is closed by the stop", async () => {
    const server = await startServer({ auth: "none", control: true, stopTime: "1 hour" })
    const silent = send(`${server.url}/_odj/events`)
    silent.on("error", () => {})
    silent.end()
    const [response] = await once(silent, "response")
    response.on("error", () => {})
    response.pause()
    for (let count = 0; count < 50; count++) await create(server.url)
    await server.stop()
  })

  it("do not exist on a server without a socket", async () => {
    await using server = await openServer({ auth: "none" })
    const response = await server.fetch("https://graph.microsoft.com/_odj/events")
    assert.strictEqual(response.status, 404)
  })
})
