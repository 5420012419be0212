/**
 * A process that stores a connector in the file of its argument, prints its id, and keeps the file open until killed.
 */
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { openDatabase } from "./SqliteFiles.ts"

const [, , path = ""] = process.argv

Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const { store } = yield* openDatabase(path)
      const { id } = yield* store.create(exampleConnector)
      yield* Effect.sync(() => process.stdout.write(`${id}\n`))
      return yield* Effect.never
    }),
  ),
)

// A pending promise does not keep a process alive.
process.stdin.resume()
