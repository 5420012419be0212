/** Reads the JSON file of `--body`, in each form in which `odj import` reads one connector. */
import { UsageInvalid } from "@odj/command-line"
import { connectorOfInput, kindOfText, type Row, readJson } from "@odj/command-line/rows"
import { InvalidJson } from "@odj/graph-wire"
import { ByteSize, Effect, type FileSystem, type Stdio, Stream } from "effect"
import { bytesOf, textOf } from "../input/ReadText.ts"

/** The largest request that Graph accepts. */
const maxBody = ByteSize.mebibytes(4)

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
    const bytes = Stream.limitBytes<UsageInvalid, FileSystem.FileSystem | Stdio.Stdio>(
      bytesOf(path),
      maxBody,
      () => Stream.fail(UsageInvalid.of("--body", "Larger than 4 MiB")),
    )
    const text = yield* textOf(bytes, "--body")
    const row = yield* Effect.mapError(onlyRow(text), (message) => UsageInvalid.of("--body", message))
    if (row.problems.length > 0) return yield* new InvalidJson({ problems: row.problems })
    const { input, problems } = connectorOfInput(row.input, false)
    if (problems.length > 0) return yield* new InvalidJson({ problems })
    return input
  })
