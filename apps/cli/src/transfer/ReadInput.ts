/** Reads the whole input of an import: a file or standard input. */
import { UsageInvalid } from "@odj/command-line"
import { type ReadOptions, readRows } from "@odj/command-line/rows"
import { Effect } from "effect"
import { bytesOf, sourceName, textOf } from "../input/ReadText.ts"

/** The rows of a file, or of standard input for `-`. Fails with `UsageInvalid` if the whole input is unreadable. */
export const readInput = Effect.fnUntraced(function* (path: string, options: ReadOptions) {
  const name = sourceName(path)
  const text = yield* textOf(bytesOf(path), name)
  return yield* Effect.mapError(readRows(text, options), (message) => UsageInvalid.of(name, message))
})
