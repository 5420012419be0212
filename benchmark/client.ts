/**
 * Measures the time of a create in clients, one after the other and 20 at once. Compares the Graph adapter with undici's
 * Pool, fetch and Microsoft's own client, all with a hand-written server.
 */
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Round } from "./clientRounds.ts"
import { clients } from "./GraphClients.ts"
import { median, medianRatio, printTable } from "./Table.ts"

const here = (file: string) => join(import.meta.dirname, file)

const server = spawn(process.execPath, [here("HandWrittenServer.ts")], {
  stdio: ["ignore", "pipe", "inherit"],
})
const [line] = await once(createInterface(server.stdout), "line")
const service = String(line).replace("listening on ", "")

const started = async (name: string) => {
  const child = fork(here("clientRounds.ts"), [name, service])
  await once(child, "message")
  return { name, child }
}

const microseconds = async (child: ChildProcess, round: Round): Promise<number> => {
  const reply = once(child, "message")
  child.send(round)
  return (await reply)[0]
}

const kinds = [
  { creates: 1_500, inFlight: 1 },
  { creates: 3_000, inFlight: 20 },
] as const satisfies ReadonlyArray<Round>

const contenders = await Promise.all(Object.keys(clients).map(started))
try {
  const used = contenders.map(() => kinds.map(() => [] as Array<number>))
  const warmUp = 3
  for (let round = -warmUp; round < 9; round++) {
    for (const [index, { child }] of contenders.entries()) {
      for (const [kind, request] of kinds.entries()) {
        const each = await microseconds(child, request)
        if (round >= 0) used[index]?.[kind]?.push(each)
      }
    }
  }
  printTable(
    "Time of a POST (as a multiple of the time with undici's Pool, less is better; and in microseconds)",
    [
      ["", "one at a time", "us", "20 at a time", "us"],
      ...contenders.map(({ name }, index) => [
        name,
        ...kinds.flatMap((_, kind) => [
          medianRatio(used[index]?.[kind] ?? [], used[0]?.[kind] ?? []).toFixed(2),
          median(used[index]?.[kind] ?? []).toFixed(0),
        ]),
      ]),
    ],
  )
} finally {
  for (const { child } of contenders) child.kill("SIGKILL")
  server.kill("SIGKILL")
}
