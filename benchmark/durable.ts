/**
 * Measures the cost of durability: creates through `odj-server` in memory, in SQLite and in PostgreSQL, and creates
 * through each store, compared with creates through its driver alone. The driver waits for the disk equally often.
 */
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { example } from "./ConnectorInputs.ts"
import type { ContenderName, Round } from "./durableRounds.ts"
import { load } from "./PostLoad.ts"
import { median, medianRatio, printTable } from "./Table.ts"

const here = (file: string) => join(import.meta.dirname, file)

const folder = await mkdtemp(join(tmpdir(), "odj-durable-"))
const postgres = await startLocalPostgres({ durable: true })
const database = () => postgres.newDatabase()

const serving = async (name: string, store: string) => {
  const child = spawn(
    process.execPath,
    [here("../apps/server/src/main.ts"), "--port", "0", "--auth", "none", "--store", store],
    { stdio: ["ignore", "pipe", "inherit"] },
  )
  for await (const line of createInterface(child.stdout)) {
    const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return { name, child, port: Number(port) }
  }
  throw new Error(`odj-server did not start over ${name}`)
}

const body = JSON.stringify(example)
const headers = { Host: "localhost", "Content-Type": "application/json" }

const compareServers = async () => {
  const servers = [
    await serving("memory", "memory"),
    await serving("SQLite", `sqlite:${join(folder, "server.db")}`),
    await serving("PostgreSQL", await database()),
  ]
  try {
    const used = servers.map(() => [] as Array<number>)
    const requests = 6_000
    const warmUp = 2
    for (let round = -warmUp; round < 9; round++) {
      for (const [index, { port }] of servers.entries()) {
        const start = performance.now()
        await load(port, headers, body, requests)
        if (round >= 0) used[index]?.push(((performance.now() - start) * 1_000) / requests)
      }
    }
    printTable(
      "Rate of creates through odj-server, 32 at once (divided by the rate in memory, more is better; and in microseconds)",
      [
        ["", "rate", "us"],
        ...servers.map(({ name }, index) => [
          name,
          medianRatio(used[0] ?? [], used[index] ?? []).toFixed(2),
          median(used[index] ?? []).toFixed(0),
        ]),
      ],
    )
  } finally {
    for (const { child } of servers) child.kill("SIGKILL")
  }
}

const started = async (name: ContenderName, place: string) => {
  const child = fork(here("durableRounds.ts"), [name, place])
  await once(child, "message")
  return { name, child }
}

const microseconds = async (child: ChildProcess, round: Round): Promise<number> => {
  const reply = once(child, "message")
  child.send(round)
  return (await reply)[0]
}

const kinds = [
  { creates: 1_000, inFlight: 1 },
  { creates: 6_000, inFlight: 32 },
] as const satisfies ReadonlyArray<Round>

/** Compares a store with its driver. The driver comes first. */
const compareStore = async (
  title: string,
  contenders: ReadonlyArray<Awaited<ReturnType<typeof started>>>,
) => {
  try {
    const used = contenders.map(() => kinds.map(() => [] as Array<number>))
    const warmUp = 2
    for (let round = -warmUp; round < 9; round++) {
      for (const [index, { child }] of contenders.entries()) {
        for (const [kind, request] of kinds.entries()) {
          const each = await microseconds(child, request)
          if (round >= 0) used[index]?.[kind]?.push(each)
        }
      }
    }
    printTable(title, [
      ["", "one at a time", "us", "32 at a time", "us"],
      ...contenders.map(({ name }, index) => [
        name,
        ...kinds.flatMap((_, kind) => [
          medianRatio(used[0]?.[kind] ?? [], used[index]?.[kind] ?? []).toFixed(2),
          median(used[index]?.[kind] ?? []).toFixed(0),
        ]),
      ]),
    ])
  } finally {
    for (const { child } of contenders) child.kill("SIGKILL")
  }
}

try {
  await compareServers()
  await compareStore(
    "Durable creates in SQLite (rate divided by that of node:sqlite, more is better; and in microseconds)",
    [
      await started("node:sqlite", join(folder, "driver.db")),
      await started("SqliteConnectorStore", join(folder, "store.db")),
    ],
  )
  await compareStore(
    "Durable creates in PostgreSQL (rate divided by that of @effect/sql-pg, more is better; and in microseconds)",
    [
      await started("@effect/sql-pg", await database()),
      await started("PostgresConnectorStore", await database()),
    ],
  )
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
