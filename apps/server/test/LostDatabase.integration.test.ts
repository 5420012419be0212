/** Responses to changes while the connection to PostgreSQL is lost, before or during a statement. */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, withId } from "@odj/domain"
import { startPostgres } from "@odj/throwaway-postgres"
import { Effect } from "effect"
import { startListening } from "./program.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

const connector = withId("hq", exampleConnector)

/** A proxy to the database that loses the response to one statement and everything after it. */
const wayTo = ({ port, hostname }: URL) => {
  const sockets = new Set<Socket>()
  let losing: string | undefined
  let isLost = false
  const way = createServer((client) => {
    const database = connect(Number(port || 5432), hostname)
    const end = () => {
      client.destroy()
      database.destroy()
    }
    let isDoomed = false
    for (const socket of [client, database]) sockets.add(socket.on("error", end).on("close", end))
    client.on("data", (bytes) => {
      isDoomed ||= losing !== undefined && bytes.includes(losing)
      database.write(bytes)
    })
    database.on("data", (bytes) => {
      isLost ||= isDoomed
      if (isDoomed) end()
      else client.write(bytes)
    })
  })
  return {
    way,
    /** Closes every connection as soon as the database responds to that statement. */
    lose: (statement: string) => {
      losing = statement
    },
    isLost: () => isLost,
    close: () => {
      way.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const send = (url: string, method: string, body: object) =>
  Effect.promise(async () => {
    const { status, headers } = await fetch(url, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
    return [status, headers.get("Retry-After")] as const
  })

describe("A change in PostgreSQL", () => {
  it.live("has Retry-After only if it was certainly not applied", () =>
    Effect.gen(function* () {
      const postgres = yield* Effect.acquireRelease(
        Effect.promise(() => startPostgres()),
        (server) => Effect.promise(() => server.stop()),
      )
      const address = new URL(postgres.url)
      const { way, lose, isLost, close } = wayTo(address)
      yield* Effect.acquireRelease(
        Effect.promise(() => once(way.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(close),
      )
      address.hostname = "127.0.0.1"
      address.port = String((way.address() as AddressInfo).port)
      // In capitals, which every reader of the address must accept.
      const store = address.href.replace(/^postgres(?:ql)?:/, "POSTGRES:")
      const { url } = yield* startListening(["--auth", "none"], { ODJ_DATABASE_URL: store })

      assert.deepStrictEqual(yield* send(url + collection, "POST", connector), [201, null])
      lose("UPDATE")
      assert.deepStrictEqual(yield* send(`${url}${collection}/hq`, "PATCH", { version: "2" }), [503, null])
      assert.isTrue(isLost())

      close()
      const [status, retryAfter] = yield* send(`${url}${collection}/hq`, "PATCH", { version: "3" })
      assert.strictEqual(status, 503)
      assert.match(retryAfter ?? "", /^[1-9]\d*$/)
    }).pipe(Effect.scoped),
  )
})
