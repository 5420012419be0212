/** Reads the whole input of an import: a file or standard input. */
import { readFile } from "node:fs/promises"
import { UsageInvalid } from "@odj/command-line"
import { Effect, Stdio, Stream } from "effect"
import { cantRead } from "../flags/CantRead.ts"
import { platformReason, reasonOf } from "../text/SystemReason.ts"
import { readRows } from "./ReadRows.ts"
import type { Row } from "./Row.ts"
import { formatOfPath, formatOfText, type TransferFormat } from "./TransferFormat.ts"

export interface ImportInput {
  readonly rows: ReadonlyArray<Row>
  readonly format: TransferFormat
  /** The SHA-256 of its bytes, in hexadecimal. */
  readonly digest: string
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

const bytesOf: (path: string) => Effect.Effect<Uint8Array<ArrayBuffer>, UsageInvalid, Stdio.Stdio> =
  Effect.fnUntraced(function* (path) {
    if (path !== "-") {
      return yield* Effect.tryPromise({
        try: () => readFile(path),
        catch: (error) => cantRead(path, reasonOf(error)),
      })
    }
    const { stdin } = yield* Stdio.Stdio
    const bytes = yield* Effect.mapError(Stream.mkUint8Array(stdin), (error) =>
      cantRead("standard input", platformReason(error)),
    )
    return new Uint8Array(bytes)
  })

/** Reads a file, or standard input for `-`. Fails with `UsageInvalid` if the whole input is unreadable. */
export const readInput = Effect.fnUntraced(function* (path: string, given: TransferFormat | undefined) {
  const bytes = yield* bytesOf(path)
  const text = yield* Effect.try({
    try: () => utf8.decode(bytes),
    catch: () => UsageInvalid.of(path, "Expected text in UTF-8"),
  })
  const format = given ?? formatOfPath(path) ?? formatOfText(text)
  const rows = yield* Effect.mapError(readRows(format, text), (message) => UsageInvalid.of(path, message))
  const digest = yield* Effect.promise(() => crypto.subtle.digest("SHA-256", bytes))
  const input: ImportInput = { rows, format, digest: Buffer.from(digest).toString("hex") }
  return input
})
