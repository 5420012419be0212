/**
 * A process whose shell limits the size of its files, so that writes to them fail. It creates connectors until that
 * happens, tries on, and prints what it saw.
 */
import { exampleConnector } from "@odj/domain"
import { Effect, Exit, Result } from "effect"
import { openDatabase } from "./SqliteFiles.ts"

const [, , path = ""] = process.argv

const run = Effect.gen(function* () {
  const { store, database } = yield* openDatabase(path)
  const acknowledged: Array<string> = []
  const create = Effect.result(store.create(exampleConnector))
  let result = yield* create
  while (Result.isSuccess(result)) {
    acknowledged.push(result.success.id)
    result = yield* create
  }
  const isReady = yield* database.isReady
  const later = yield* create
  if (Result.isSuccess(later)) acknowledged.push(later.success.id)
  const update = yield* Effect.result(store.update(acknowledged[0] ?? "", { version: "2" }))
  const read = yield* Effect.result(store.list({ limit: 0, count: true }))
  const outcomeOf = (outcome: Result.Result<unknown, { readonly _tag: string }>) =>
    Result.isSuccess(outcome) ? "Success" : outcome.failure._tag
  return {
    acknowledged,
    failure: result.failure._tag,
    message: result.failure._tag === "CreateOutcomeUnknown" ? result.failure.message : "",
    isReady,
    later: outcomeOf(later),
    update: outcomeOf(update),
    read: outcomeOf(read),
  }
})

const exit = await Effect.runPromiseExit(Effect.scoped(run))
process.stdout.write(JSON.stringify(Exit.isSuccess(exit) ? exit.value : String(exit.cause)))
