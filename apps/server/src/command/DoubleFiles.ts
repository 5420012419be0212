/** Reads the files of `--seed` and `--faults`. */
import { readFile } from "node:fs/promises"
import { UsageInvalid } from "@odj/command-line"
import { checkRows, decodeText, formatOfPath, readRows } from "@odj/command-line/rows"
import { type NewDomainJoinConnector, problemsWithin } from "@odj/domain"
import { Effect, Option, Result } from "effect"
import type { Fault } from "../faults/Fault.ts"
import { readFaultText } from "../faults/FaultText.ts"
import type { ServerParts } from "../faults/ServerParts.ts"
import { systemReason } from "../http/SystemReason.ts"
import type { ServeValues } from "./ServeFlags.ts"

const textOf = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* Effect.tryPromise({
    try: () => readFile(path),
    catch: (error) => UsageInvalid.sentence(`Can't read ${path}: ${systemReason(error)}`),
  })
  return yield* Effect.mapError(Effect.fromResult(decodeText(bytes)), (message) =>
    UsageInvalid.of(path, message),
  )
})

/** The connectors in a file that `odj export` can write. An empty file is an export without connectors. */
export const readSeedFile = Effect.fnUntraced(function* (
  path: string,
): Effect.fn.Return<ReadonlyArray<NewDomainJoinConnector>, UsageInvalid> {
  const text = yield* textOf(path)
  if (text.trim() === "") return []
  const rows = yield* Effect.mapError(
    readRows(text, { format: formatOfPath(path), ignoreUnknown: undefined }),
    (message) => UsageInvalid.of(path, message),
  )
  const { valid, invalid } = checkRows(rows, false)
  if (invalid.length > 0) {
    return yield* new UsageInvalid({
      problems: invalid.flatMap(({ row, problems }) => problemsWithin([path, `row ${row}`], problems)),
    })
  }
  return valid.map(({ connector }) => connector)
})

/** The faults in a file, for a server with these parts. */
export const readFaultFile = Effect.fnUntraced(function* (
  path: string,
  parts: ServerParts,
): Effect.fn.Return<ReadonlyArray<Fault>, UsageInvalid> {
  const read = readFaultText(yield* textOf(path), parts)
  return yield* Effect.fromResult(
    Result.mapError(read, ({ problems }) => new UsageInvalid({ problems: problemsWithin([path], problems) })),
  )
})

const ifGiven = <A>(
  path: Option.Option<string>,
  read: (path: string) => Effect.Effect<A, UsageInvalid>,
): Effect.Effect<A | undefined, UsageInvalid> =>
  Option.match(path, { onNone: () => Effect.undefined, onSome: read })

const problemsOf = (read: Result.Result<unknown, UsageInvalid>) =>
  Result.isFailure(read) ? read.failure.problems : []

/** What the files contain that the flags name. Fails with every problem of both. */
export const readDoubleFiles = Effect.fnUntraced(function* (
  { seed, faults }: ServeValues,
  parts: ServerParts,
) {
  const connectors = yield* Effect.result(ifGiven(seed, readSeedFile))
  const scripted = yield* Effect.result(ifGiven(faults, (path) => readFaultFile(path, parts)))
  return Result.isSuccess(connectors) && Result.isSuccess(scripted)
    ? { connectors: connectors.success, faults: scripted.success }
    : yield* new UsageInvalid({ problems: [...problemsOf(connectors), ...problemsOf(scripted)] })
})
