/** A process of `client.ts`: creates connectors with one client, and replies with the time of each create. */
import assert from "node:assert/strict"
import process from "node:process"
import { timed, work } from "../harness/Processes.ts"
import type { Creates } from "./Creates.ts"
import { clients } from "./GraphClients.ts"

const [name = "", service = ""] = process.argv.slice(2)
const create = clients[name]?.(new URL(service))
assert(create !== undefined, name)

work(({ creates, inFlight }: Creates) =>
  timed(creates, async () => {
    let left = creates
    const creating = async () => {
      while (left-- > 0) assert.match(await create(), /^[\da-f-]{36}$/)
    }
    await Promise.all(Array.from({ length: inFlight }, creating))
  }),
)
