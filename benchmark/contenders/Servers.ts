/** The servers of `create`, and what they must agree on before they are compared. */
import assert from "node:assert/strict"
import { request } from "node:http"
import { benchmarkFile, type Server, serverCore, startServer } from "../harness/Processes.ts"
import { example, inputs, threeProblems } from "./ConnectorInputs.ts"
import { collectionPath as path } from "./GraphResponse.ts"

export interface Contender {
  readonly script: string
  readonly args?: ReadonlyArray<string>
  /** Whether its responses equal those of the hand-written server, apart from GUIDs and dates. */
  readonly isEqual?: boolean
  /** The refusal after which the server closes the connection, so that it can't be compared. */
  readonly closesAfter?: string
  /** The inputs for which the server is known to decide differently. */
  readonly differsOn?: (input: unknown) => boolean
}

export const byHand: Contender = { script: benchmarkFile("contenders/HandWrittenServer.ts") }

/** An `odj-server` with its store in memory. */
export const odjServer = (script: string, auth: "none" | "local" = "none"): Contender => ({
  script,
  args: ["--port", "0", "--store", "memory", "--auth", auth],
  isEqual: true,
})

/** CAP does not compare types, treats an empty version as missing, and does not respond to `null`. */
const capDiffers = (input: unknown) =>
  input === null ||
  (typeof input === "object" && "@odata.type" in input && input["@odata.type"] !== example["@odata.type"]) ||
  (typeof input === "object" && "version" in input && input.version === "")

export const frameworks: Readonly<Record<string, Contender>> = {
  fastify: { script: benchmarkFile("contenders/FastifyServer.ts"), closesAfter: "not JSON" },
  hono: { script: benchmarkFile("contenders/HonoServer.ts") },
  "SAP CAP": { script: benchmarkFile("contenders/CapServer.ts"), differsOn: capDiffers },
}

export const start = ({ script, args }: Contender): Promise<Server> => startServer(script, args, serverCore)

/** The headers of a create. Servers without tokens get one of the same length, because all must read as many bytes. */
export const headersFor = ({ output }: Server) => ({
  Host: "localhost",
  Authorization: `Bearer ${/^TOKEN=(\S+)$/m.exec(output)?.[1] ?? "a".repeat(900)}`,
  "Content-Type": "application/json",
})

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

type Headers = Readonly<Record<string, string>>

/** A server's complete response, with placeholders for GUIDs and dates. */
const responseOf = ({ port }: Server, headers: Headers, sent: Sent) =>
  new Promise<string>((done, fail) => {
    const options = {
      port,
      path,
      method: "POST",
      agent: false,
      ...sent,
      headers: { ...headers, ...sent.headers },
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

/**
 * Checks that two servers make the same decisions: with the same responses, or only with the status that every input
 * requires. The servers keep the connectors that this creates.
 */
export const agree = async (floor: Server, server: Server, contender: Contender): Promise<void> => {
  const headers = headersFor(server)
  if (contender.isEqual) {
    for (const sample of samples) {
      const because = `${contender.script} on ${JSON.stringify(sample).slice(0, 300)}`
      assert.equal(
        await responseOf(server, headers, sample),
        await responseOf(floor, headers, sample),
        because,
      )
    }
    return
  }
  for (const [input, paths] of inputs) {
    if (contender.differsOn?.(input)) continue
    const { statusCode } = JSON.parse(await responseOf(server, headers, post(input)))
    assert.equal(
      statusCode,
      paths.length === 0 ? 201 : 400,
      `${contender.script} on ${JSON.stringify(input)}`,
    )
  }
}
