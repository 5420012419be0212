/** Reads the whole input of an import: a file or standard input. */
import { readFile } from "node:fs/promises"
import { UsageInvalid } from "@odj/command-line"
import { Effect, Stdio, Stream } from "effect"
import { cantRead } from "../flags/CantRead.ts"
import { decodeText } from "../input/DecodeText.ts"
import { type ReadOptions, readRows } from "../input/ReadRows.ts"
import { platformReason, reasonOf } from "../text/SystemReason.ts"

const bytesOf: (path: string) => Effect.Effect<Uint8Array, UsageInvalid, Stdio.Stdio> = Effect.fnUntraced(
  function* (path) {
    if (path !== "-") {
      return yield* Effect.tryPromise({
        try: () => readFile(path),
        catch: (error) => cantRead(path, reasonOf(error)),
      })
    }
    const { stdin } = yield* Stdio.Stdio
    return yield* Effect.mapError(Stream.mkUint8Array(stdin), (error) =>
      cantRead("standard input", platformReason(error)),
    )
  },
)

/** The rows of a file, or of standard input for `-`. Fails with `UsageInvalid` if the whole input is unreadable. */
export const readInput = Effect.fnUntraced(function* (path: string, options: ReadOptions) {
  const bytes = yield* bytesOf(path)
  const rows = Effect.fromResult(decodeText(bytes)).pipe(Effect.flatMap((text) => readRows(text, options)))
  return yield* Effect.mapError(rows, (message) =>
    UsageInvalid.of(path === "-" ? "standard input" : path, message),
  )
})
