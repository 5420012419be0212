/**
 * How soon a server responds to a create after the start of its process, divided by that of bare `node:http`, and how much
 * memory it has that no other process shares: `odj-server` and emulators of other projects. Memory is read from `/proc`, so
 * it needs Linux.
 *
 * The emulators are installed on their own, into the folder `emulators`. `pnpm start` runs as a newcomer would run it.
 */

import { spawn, spawnSync } from "node:child_process"
import { createHmac } from "node:crypto"
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { Agent, request } from "node:http"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { example } from "./contenders/ConnectorInputs.ts"
import { collectionPath } from "./contenders/GraphResponse.ts"
import { type Benchmark, fewer, type Length } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"
import { benchmarkFile, builtServer, privateMemory } from "./harness/Processes.ts"

interface Request {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

interface Emulator {
  /** Its command line, on a port and with a new folder. */
  readonly command: (port: number, folder: string) => ReadonlyArray<string>
  /** The request that creates the connector of a number. */
  readonly create: (number: number) => Request
  /** What has to exist before connectors. */
  readonly first?: Request
}

const program = (name: string) => benchmarkFile(`emulators/node_modules/.bin/${name}`)

const odj = (command: ReadonlyArray<string>, store: (folder: string) => string): Emulator => ({
  command: (port, folder) => [...command, "--port", String(port), "--auth", "none", "--store", store(folder)],
  create: () => ({ path: collectionPath, body: example }),
})

/** The account that every Azurite has, and its public key. */
const account = "devstoreaccount1"
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

const tableRequest = (table: string, body: object): Request => {
  const date = new Date().toUTCString()
  const path = `/${account}/${table}`
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(`${date}\n/${account}${path}`)
  const Authorization = `SharedKeyLite ${account}:${signature.digest("base64")}`
  const headers = {
    "x-ms-date": date,
    "x-ms-version": "2019-02-02",
    Accept: "application/json",
    Authorization,
  }
  return { path, headers, body }
}

const connectors = () => ({ path: "/connectors", body: example })

const emulatorsOf = (server: string): Readonly<Record<string, Emulator>> => ({
  "node:http": {
    command: (port) => [process.execPath, benchmarkFile("contenders/bareServer.cjs"), String(port)],
    create: connectors,
  },
  "odj-server, memory": odj([process.execPath, server], () => "memory"),
  "odj-server, SQLite": odj([process.execPath, server], (folder) => `sqlite:${join(folder, "odj.db")}`),
  "pnpm start": odj(["pnpm", "--dir", benchmarkFile(".."), "start"], () => "memory"),
  "json-server": {
    command: (port, folder) => [
      program("json-server"),
      "--quiet",
      "--port",
      String(port),
      join(folder, "connectors.json"),
    ],
    create: connectors,
  },
  Mockoon: {
    command: (port, folder) => [
      ...[program("mockoon-cli"), "start", "--disable-log-to-file", "--port", String(port)],
      ...["--data", join(folder, "mockoon.json")],
    ],
    create: connectors,
  },
  "Azurite's tables": {
    command: (port, folder) => [
      ...[program("azurite-table"), "--silent", "--disableTelemetry", "--skipApiVersionCheck"],
      ...["--location", folder, "--tablePort", String(port)],
    ],
    first: tableRequest("Tables", { TableName: "connectors" }),
    create: (number) => {
      const { "@odata.type": _, ...properties } = example
      return tableRequest("connectors", { PartitionKey: "odj", RowKey: String(number), ...properties })
    },
  },
  Prism: {
    command: (port) => [
      program("prism"),
      "mock",
      "--port",
      String(port),
      benchmarkFile("emulators/openapi.json"),
    ],
    create: connectors,
  },
})

/** The status of the response; `undefined` if there is no server yet. */
const statusOf = (port: number, { path, headers, body }: Request, agent?: Agent) =>
  new Promise<number | undefined>((resolve) => {
    const sent = request(
      {
        ...{ host: "127.0.0.1", port, path, method: "POST", agent: agent ?? false },
        headers: { "Content-Type": "application/json", ...headers },
      },
      (response) => response.resume().on("end", () => resolve(response.statusCode)),
    )
    sent.on("error", () => resolve(undefined)).end(JSON.stringify(body))
  })

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** The process that serves: a command may start another, from any of its threads. */
const lastDescendant = async (pid: number): Promise<number> => {
  const threads = await readdir(`/proc/${pid}/task`)
  const children = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8")),
  )
  const last = Math.max(0, ...children.join(" ").split(" ").map(Number))
  return last > 0 ? lastDescendant(last) : pid
}

const isCreated = (status: number | undefined) => status !== undefined && status >= 200 && status < 300

/** Where all programs keep compiled code. The starts that warm up fill it. */
const compiled = join(tmpdir(), `odj-compiled-${process.pid}`)

/** Starts an emulator in a process group of its own, and stops all of the group. */
const withEmulator = async (emulator: Emulator, use: (port: number, pid: number) => Promise<Cost>) => {
  const folder = await mkdtemp(join(tmpdir(), "odj-emulators-"))
  for (const file of await readdir(benchmarkFile("emulators")))
    if (/^(?:connectors|mockoon)/.test(file)) await cp(benchmarkFile(`emulators/${file}`), join(folder, file))
  const port = await freePort()
  const [command = "", ...args] = emulator.command(port, folder)
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const { pid = 0 } = spawn(command, args, { stdio: "ignore", detached: true, cwd: folder, env })
  try {
    return await use(port, pid)
  } finally {
    process.kill(-pid, "SIGKILL")
    await rm(folder, { recursive: true, force: true })
  }
}

/** The milliseconds from the start of the process to the first response, tried every two milliseconds. */
const firstResponse = async (emulator: Emulator, port: number) => {
  const begin = performance.now()
  const [sent, end] = [emulator.first ?? emulator.create(0), begin + 60_000]
  let status: number | undefined
  while (status === undefined && performance.now() < end) {
    status = await statusOf(port, sent)
    if (status === undefined) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  if (!isCreated(status)) throw new Error(`${emulator.command(port, "")[0]} responded with ${status}`)
  return performance.now() - begin
}

/** After a second response, the work of the first one is done, such as writing compiled code. */
const start = (emulator: Emulator) => () =>
  withEmulator(emulator, async (port) => {
    const first = await firstResponse(emulator, port)
    await statusOf(port, emulator.create(1))
    return { first }
  })

/** Memory after the start and after many creates, or after as many as it does in 20 seconds. */
const memory = (emulator: Emulator, creates: number) => () =>
  withEmulator(emulator, async (port, pid) => {
    await firstResponse(emulator, port)
    const listening = await lastDescendant(pid)
    const started = await privateMemory(listening)
    const agent = new Agent({ keepAlive: true, maxSockets: 32 })
    const end = performance.now() + 20_000
    let created = 0
    const creating = async () => {
      while (created < creates && performance.now() < end) {
        const status = await statusOf(port, emulator.create(++created), agent)
        if (!isCreated(status)) throw new Error(`A create got ${status}`)
      }
    }
    await Promise.all(Array.from({ length: 32 }, creating))
    agent.destroy()
    return { started, filled: await privateMemory(listening), created }
  })

const run = async function* (length: Length): AsyncIterable<Table> {
  const cwd = benchmarkFile("emulators")
  const { status } = spawnSync("pnpm", ["install", "--frozen-lockfile", "--loglevel", "error"], {
    cwd,
    stdio: "inherit",
  })
  if (status !== 0) throw new Error("The emulators can't be installed")
  const emulators = Object.entries(emulatorsOf(builtServer()))
  const stop = () => {}
  const sides = (side: (emulator: Emulator) => () => Promise<Cost>) =>
    Object.fromEntries(emulators.map(([name, emulator]) => [name, side(emulator)]))
  const starts = await compare(fewer(length, 5), async () => ({ sides: sides(start), stop }))
  const once = { ...fewer(length, 1), warmUp: 0, processes: Math.min(length.processes, 2) }
  const memories = await compare(once, async () => ({
    sides: sides((emulator) => memory(emulator, length.of(10_000))),
    stop,
  }))
  await rm(compiled, { recursive: true, force: true })
  yield {
    title:
      "First response after the start, divided by that of node:http, and private memory in MB (less is better)",
    rows: Object.fromEntries(
      emulators.map(([name]) => {
        const { started, filled, created } = memories[name] ?? {}
        return [
          name,
          {
            ...(starts[name]?.first && { "first response": starts[name].first.times }),
            ...(started && { "MB after start": started.cost }),
            ...(filled && { "MB after creates": filled.cost }),
            creates: (created?.cost.value ?? 0).toLocaleString("en"),
          },
        ]
      }),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "the first response and the memory of odj-server, of pnpm start and of four emulators",
  seconds: 300,
  run,
}
