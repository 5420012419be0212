/** Reads the text of a file or of standard input, whatever its encoding. */
import { UsageInvalid } from "@odj/command-line"
import { decodeText } from "@odj/command-line/rows"
import { Effect, FileSystem, Stdio, Stream } from "effect"
import { cantRead } from "../flags/CantRead.ts"
import { platformReason } from "../text/SystemReason.ts"

export type Bytes = Stream.Stream<Uint8Array, UsageInvalid, FileSystem.FileSystem | Stdio.Stdio>

/** What messages call the source. */
export const sourceName = (path: string): string => (path === "-" ? "standard input" : path)

/** The bytes of a file, or of standard input for `-`. */
export const bytesOf = (path: string): Bytes =>
  Effect.gen(function* () {
    const { stdin } = yield* Stdio.Stdio
    const files = yield* FileSystem.FileSystem
    return path === "-" ? stdin : files.stream(path)
  }).pipe(
    Stream.unwrap,
    Stream.mapError((error) => cantRead(sourceName(path), platformReason(error))),
  )

/** The text of the bytes. Its problems are those of `name`. */
export const textOf = (bytes: Bytes, name: string) =>
  Stream.mkUint8Array(bytes).pipe(
    Effect.flatMap((all) =>
      Effect.mapError(Effect.fromResult(decodeText(all)), (message) => UsageInvalid.of(name, message)),
    ),
  )
