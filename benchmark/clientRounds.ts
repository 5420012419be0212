/**
 * One process of `client.ts`: creates connectors with one client, as each message of the parent process requests, and
 * replies with the microseconds for each.
 */
import assert from "node:assert/strict"
import process from "node:process"
import { clients } from "./GraphClients.ts"

const [name = "", service = ""] = process.argv.slice(2)
const create = clients[name]?.(new URL(service))
assert(create !== undefined, name)

/** A request of the parent process. */
export interface Round {
  readonly creates: number
  readonly inFlight: number
}

process.on("message", async ({ creates, inFlight }: Round) => {
  let left = creates
  const start = performance.now()
  const creating = async () => {
    while (left-- > 0) assert.match(await create(), /^[\da-f-]{36}$/)
  }
  await Promise.all(Array.from({ length: inFlight }, creating))
  process.send?.(((performance.now() - start) * 1_000) / creates)
})
process.send?.("ready")
