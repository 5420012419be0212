/** The Promise face over a SQLite file. */
import { assert, describe, it } from "@effect/vitest"
import { openConnectors } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { DatabaseRefused, SqliteConnectorStore } from "../../src/index.ts"
import { temporaryPath } from "./SqliteFiles.ts"

describe("openConnectors over SQLite", () => {
  it.effect("keeps connectors, and leaves the file to others once it is closed", () =>
    Effect.gen(function* () {
      const store = SqliteConnectorStore.layer({ path: yield* temporaryPath, tenant: "tenant" })
      yield* Effect.promise(async () => {
        const first = await openConnectors(store)
        const { id } = await first.create(exampleConnector)
        await first.close()
        await using second = await openConnectors(store)
        assert.deepStrictEqual(await second.get(id), { ...exampleConnector, id })
      })
    }),
  )

  it.effect("rejects with DatabaseRefused while the file is open elsewhere", () =>
    Effect.gen(function* () {
      const store = SqliteConnectorStore.layer({ path: yield* temporaryPath, tenant: "tenant" })
      yield* Effect.promise(async () => {
        await using _ = await openConnectors(store)
        const refused = await openConnectors(store).catch((error: unknown) => error)
        assert.instanceOf(refused, DatabaseRefused)
      })
    }),
  )
})
