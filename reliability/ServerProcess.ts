/** Starts `odj-server` as a process, sends it requests, and kills it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { withId } from "@odj/domain"
import type { Connector, Intent } from "./Intent.ts"

/** The published bundle. The package's commands and the tests build it first. */
export const program = fileURLToPath(new URL("../apps/server/dist/odj-server.mjs", import.meta.url))

export interface CreateResponse {
  readonly status: number
  /** The code of Graph's error envelope, if it is an error. */
  readonly code?: string
  /** The connector, if it was created. */
  readonly connector?: Connector
}

export interface ServerProcess {
  readonly url: string
  /** Creates a connector. Returns the complete response, or `undefined` if there was none. */
  create(intent: Intent): Promise<CreateResponse | undefined>
  /** All connectors in the order of their creation, after the first `skip`. */
  list(skip: number): Promise<ReadonlyArray<Connector>>
  /** Whether the server reports that it is ready. */
  isReady(): Promise<boolean>
  /** Kills the process with `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
}

export interface ServerOptions {
  /** Modules that are loaded before the server. */
  readonly imports?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
}

/** The time limit of a request, in milliseconds. It ends the run if a server hangs. */
const timeout = 60_000

/** The connector in a body, without annotations. */
const connectorIn = (body: Connector) => withId(body.id, body) as Connector

/** A string of a structured header field (RFC 9651). */
const headerString = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

const clientOf = (url: string): Omit<ServerProcess, "kill"> => {
  const collection = `${url}/beta/deviceManagement/domainJoinConnectors`
  return {
    url,
    create: async ({ key, connector }) => {
      try {
        const response = await fetch(collection, {
          method: "POST",
          headers: { "Content-Type": "application/json", "Idempotency-Key": headerString(key) },
          body: JSON.stringify(connector),
          signal: AbortSignal.timeout(timeout),
        })
        const body = JSON.parse(await response.text())
        return response.status === 201
          ? { status: 201, connector: connectorIn(body) }
          : { status: response.status, code: body.error.code }
      } catch (error) {
        if ((error as Error).name === "TimeoutError") throw error
        return undefined
      }
    },
    list: async (skip) => {
      const found: Array<Connector> = []
      let page: string | undefined = `${collection}?$top=999&$skip=${skip}`
      while (page !== undefined) {
        const response = await fetch(page, { signal: AbortSignal.timeout(timeout) })
        const text = await response.text()
        if (response.status !== 200) throw new Error(`The list fails with ${response.status}: ${text}`)
        const { value, "@odata.nextLink": next } = JSON.parse(text)
        found.push(...value.map(connectorIn))
        page = next
      }
      return found
    },
    isReady: async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(timeout) })).ok,
  }
}

/** Starts a server over the given store on a free port. */
export const startServer = async (store: string, { imports = [], env = {} }: ServerOptions = {}) => {
  const child = spawn(
    process.execPath,
    [
      ...imports.map((module) => `--import=${module}`),
      ...[program, "--port", "0", "--auth", "none", "--quiet", "--store", store],
    ],
    {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  const gone = once(child, "close")
  let errors = ""
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text
  })
  for await (const line of createInterface(child.stdout)) {
    const url = /listening on (http:\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    const kill = async () => {
      child.kill("SIGKILL")
      await gone
    }
    const server: ServerProcess = { ...clientOf(url), kill }
    return server
  }
  await gone
  throw new Error(`odj-server did not start: ${errors}`)
}
