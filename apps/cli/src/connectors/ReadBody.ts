/** Reads the JSON file of `--body`, in each form in which `odj import` reads one connector. */
import { UsageInvalid } from "@odj/command-line"
import { InvalidJson } from "@odj/graph-wire"
import { ByteSize, Effect, FileSystem, Stdio, Stream } from "effect"
import { cantRead } from "../flags/CantRead.ts"
import { connectorOfInput } from "../input/ConnectorOfInput.ts"
import { decodeText } from "../input/DecodeText.ts"
import { kindOfText } from "../input/KindOfText.ts"
import { readJson } from "../input/ReadJson.ts"
import type { Row } from "../input/Row.ts"
import { platformReason } from "../text/SystemReason.ts"

/** The largest request that Graph accepts. */
const maxBody = ByteSize.mebibytes(4)

/** The bytes of a file, or of standard input for `-`. */
const bytesOf = (path: string) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { stdin } = yield* Stdio.Stdio
      const files = yield* FileSystem.FileSystem
      return path === "-" ? stdin : files.stream(path)
    }),
  )

/** The only row of a text, or why it has another number of rows. */
const onlyRow = Effect.fnUntraced(function* (text: string): Effect.fn.Return<Row, string> {
  const kind = yield* Effect.fromResult(kindOfText(text))
  if (kind === "csv") return yield* Effect.fail("Must be a JSON object")
  const [row, ...others] = yield* Effect.fromResult(readJson(text))
  if (row === undefined) return yield* Effect.fail("The file has no connector")
  if (others.length > 0) {
    return yield* Effect.fail(
      `The file has ${others.length + 1} connectors, but must have one. Use \`odj import\` for several`,
    )
  }
  return row
})

/** The value of the body with Graph's names. Nothing has validated it yet. */
export const readBody: (
  path: string,
) => Effect.Effect<unknown, UsageInvalid | InvalidJson, FileSystem.FileSystem | Stdio.Stdio> =
  Effect.fnUntraced(function* (path) {
    const bytes = yield* bytesOf(path).pipe(
      Stream.mapError((error) => cantRead(path === "-" ? "standard input" : path, platformReason(error))),
      Stream.limitBytes<UsageInvalid, FileSystem.FileSystem | Stdio.Stdio>(maxBody, () =>
        Stream.fail(UsageInvalid.of("--body", "Larger than 4 MiB")),
      ),
      Stream.mkUint8Array,
    )
    const row = yield* Effect.fromResult(decodeText(bytes)).pipe(
      Effect.flatMap(onlyRow),
      Effect.mapError((message) => UsageInvalid.of("--body", message)),
    )
    if (row.problems.length > 0) return yield* new InvalidJson({ problems: row.problems })
    const { input, problems } = connectorOfInput(row.input, false)
    if (problems.length > 0) return yield* new InvalidJson({ problems })
    return input
  })
