/** The command `odj-server` as a process: started, asked and killed. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { withId } from "@odj/domain"
import type { Connector, Intent } from "./Intent.ts"

/** The bundle that users start. The package's commands and the tests build it before. */
const main = fileURLToPath(new URL("../apps/server/dist/odj-server.mjs", import.meta.url))

export interface Answer {
  readonly status: number
  /** The code of Graph's error envelope, where it is an error. */
  readonly code?: string
  /** The connector, where one was created. */
  readonly connector?: Connector
}

export interface ServerProcess {
  readonly url: string
  /** Asks for a connector; answers once the whole answer is read, and nothing where none came. */
  create(intent: Intent): Promise<Answer | undefined>
  /** All connectors in the order of their creation, without the first ones. */
  list(skip: number): Promise<ReadonlyArray<Connector>>
  /** Whether it says that it is ready to be asked. */
  isReady(): Promise<boolean>
  /** `kill -9`; when it is done, the process is gone. */
  kill(): Promise<void>
}

export interface ServerOptions {
  /** Modules that are loaded before the server. */
  readonly imports?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
}

/** No answer takes as long; a server that hangs ends the run. */
const patience = 60_000

/** The connector without the annotations around it. */
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
          signal: AbortSignal.timeout(patience),
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
        const response = await fetch(page, { signal: AbortSignal.timeout(patience) })
        const text = await response.text()
        if (response.status !== 200) throw new Error(`The list is answered with ${response.status}: ${text}`)
        const { value, "@odata.nextLink": next } = JSON.parse(text)
        found.push(...value.map(connectorIn))
        page = next
      }
      return found
    },
    isReady: async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(patience) })).ok,
  }
}

/** Starts a server over that store on a free port; what it has to say of trouble goes to standard error. */
export const startServer = async (store: string, { imports = [], env = {} }: ServerOptions = {}) => {
  const child = spawn(
    process.execPath,
    [
      ...imports.map((module) => `--import=${module}`),
      ...[main, "--port", "0", "--auth", "none", "--quiet", "--store", store],
    ],
    {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  const gone = once(child, "close")
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text
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
  throw new Error(`odj-server did not start: ${said}`)
}
