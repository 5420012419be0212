/**
 * Measures the server's CPU time for a create, over 32 kept-alive connections. Compares `odj-server` with a hand-written
 * server and servers of three frameworks.
 *
 * The arguments are paths of further `main.ts` files of `odj-server`, such as the `main.ts` of another checkout.
 */
import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { request } from "node:http"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { example, inputs, threeProblems } from "./ConnectorInputs.ts"
import { collectionPath as path } from "./GraphResponse.ts"
import { load } from "./PostLoad.ts"
import { median, medianRatio, printTable } from "./Table.ts"

interface Contender {
  readonly name: string
  readonly script: string
  readonly args?: ReadonlyArray<string>
  /** The share of a round's requests that the server gets. A slow server gets less, because a run must not take minutes. */
  readonly share?: number
  /** The inputs for which the server is known to decide differently. */
  readonly differsOn?: (input: unknown) => boolean
}

const here = (file: string) => join(import.meta.dirname, file)

const odjServer = here("../apps/server/src/main.ts")
const serve = (auth: "none" | "local") => ["--port", "0", "--store", "memory", "--auth", auth]

/** CAP does not compare types, treats an empty version as missing, and does not respond to `null`. */
const capDiffers = (input: unknown) =>
  input === null ||
  (typeof input === "object" && "@odata.type" in input && input["@odata.type"] !== example["@odata.type"]) ||
  (typeof input === "object" && "version" in input && input.version === "")

const byHand: Contender = { name: "by hand", script: here("HandWrittenServer.ts") }

/** The servers whose responses equal those of the hand-written server, apart from GUIDs and dates. */
const equals: ReadonlyArray<Contender> = [
  { name: "odj-server --auth none", script: odjServer, args: serve("none") },
  { name: "odj-server --auth local", script: odjServer, args: serve("local") },
  ...process.argv.slice(2).map((main) => ({ name: main, script: resolve(main), args: serve("none") })),
]

const others: ReadonlyArray<Contender> = [
  { name: "fastify", script: here("FastifyServer.ts") },
  { name: "hono", script: here("HonoServer.ts") },
  { name: "SAP CAP", script: here("CapServer.ts"), share: 1 / 4, differsOn: capDiffers },
]

interface Server extends Contender {
  readonly process: ChildProcess
  readonly port: number
}

/** The token that `odj-server --auth local` prints. All servers get the token, because all must read the same bytes. */
let token = ""

const start = async (contender: Contender): Promise<Server> => {
  const { name, script, args = [] } = contender
  const child = spawn(process.execPath, ["--import", here("CpuMeter.ts"), script, ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  assert(child.stdout !== null)
  const needsToken = args.includes("local")
  let port: string | undefined
  for await (const line of createInterface(child.stdout)) {
    port ??= /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (needsToken) token ||= /^TOKEN=(\S+)$/.exec(line)?.[1] ?? ""
    if (port !== undefined && (token !== "" || !needsToken)) {
      return { ...contender, process: child, port: Number(port) }
    }
  }
  throw new Error(`${name} did not start`)
}

const cpu = async ({ process }: Server): Promise<number> => {
  const reply = once(process, "message")
  process.send("cpu")
  return (await reply)[0]
}

const headers = () => ({
  Host: "localhost",
  Authorization: `Bearer ${token}`,
  "Content-Type": "application/json",
})

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** A server's complete response, with placeholders for GUIDs and dates. */
const responseOf = ({ port }: Server, sent: Sent) =>
  new Promise<string>((done, fail) => {
    const options = {
      port,
      path,
      method: "POST",
      agent: false,
      ...sent,
      headers: { ...headers(), ...sent.headers },
    }
    const outgoing = request(options, async (response) => {
      let body = ""
      for await (const chunk of response.setEncoding("utf8")) body += chunk
      const { statusCode, rawHeaders } = response
      const dated = rawHeaders.map((value, index) => (rawHeaders[index - 1] === "Date" ? "<date>" : value))
      const text = JSON.stringify({ statusCode, headers: dated, body }, null, 1)
      const guids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
      done(text.replaceAll(guids, "<guid>").replace(/(?<=\\"date\\":\\")[^\\]+/, "<date>"))
    })
    outgoing.on("error", fail)
    outgoing.end(sent.body)
  })

const post = (body: unknown): Sent => ({ body: JSON.stringify(body) })

const samples: ReadonlyArray<Sent> = [
  post(example),
  post({ ...example, id: "it's 7", displayName: null }),
  post({ ...example, id: "it's 7" }),
  post({ ...example, displayName: 'ASCII, é, \u{1f600} and "\\"', "@odata.id": { a: [{}] } }),
  post(threeProblems),
  post({ ...example, colour: "red", displayName: "\ud800\0", id: "" }),
  post({ ...example, lastConnectionDateTime: "1900-02-29T25:60:60.1234567890123+15:00" }),
  post([]),
  post(null),
  { body: '{"state":"active","state":"active"}' },
  { body: '{"state":' },
  { body: "" },
  { body: JSON.stringify({ ...example, displayName: "x".repeat(65536) }) },
  { ...post(example), headers: { "client-request-id": "7a3b6d0c-1f2e-4a5b-8c9d-0e1f2a3b4c5d" } },
  { ...post(example), headers: { "Content-Type": "text/plain" } },
  { ...post(example), headers: { "Content-Encoding": "gzip" } },
  { ...post(example), headers: { Accept: "image/png" } },
  { ...post(example), headers: { Host: "a b" } },
  { ...post(example), headers: { Host: "graph.test" } },
  { ...post(example), path: "/v2/deviceManagement" },
  { ...post(example), method: "PUT" },
]

/** The status of a create, which shows how a server decides. */
const statusOf = async (server: Server, input: unknown) =>
  JSON.parse(await responseOf(server, post(input))).statusCode

const servers: Array<Server> = []
for (const contender of [byHand, ...equals, ...others]) servers.push(await start(contender))
const [floor, ...compared] = servers
assert(floor !== undefined)

try {
  for (const sample of samples) {
    const expected = await responseOf(floor, sample)
    for (const server of compared.slice(0, equals.length)) {
      const because = `${server.name} on ${JSON.stringify(sample).slice(0, 300)}`
      assert.equal(await responseOf(server, sample), expected, because)
    }
  }
  for (const server of compared.slice(equals.length)) {
    for (const [input, paths] of inputs) {
      if (server.differsOn?.(input)) continue
      const because = `${server.name} on ${JSON.stringify(input)}`
      assert.equal(await statusOf(server, input), paths.length === 0 ? 201 : 400, because)
    }
  }

  const bodies = { valid: JSON.stringify(example, null, 2), invalid: JSON.stringify(threeProblems, null, 2) }
  const microseconds = servers.map(() => ({ valid: [] as number[], invalid: [] as number[] }))
  const warmUp = 3
  for (let round = -warmUp; round < 11; round++) {
    for (const [index, server] of servers.entries()) {
      for (const [kind, all] of [
        ["valid", 8_000],
        ["invalid", 2_000],
      ] as const) {
        const requests = all * (server.share ?? 1)
        const before = await cpu(server)
        await load(server.port, headers(), bodies[kind], requests)
        const used = ((await cpu(server)) - before) / requests
        if (round >= 0) microseconds[index]?.[kind].push(used)
      }
    }
  }

  const [least] = microseconds
  printTable(
    "Server CPU time per POST (that of the hand-written server divided by this server's, more is better; and in microseconds)",
    [
      ["", "created", "us", "rejected: three problems", "us"],
      ...servers.map(({ name }, index) => [
        name,
        ...(["valid", "invalid"] as const).flatMap((kind) => [
          medianRatio(least?.[kind] ?? [], microseconds[index]?.[kind] ?? []).toFixed(3),
          median(microseconds[index]?.[kind] ?? []).toFixed(1),
        ]),
      ]),
    ],
  )
} finally {
  for (const server of servers) server.process.kill("SIGKILL")
}
