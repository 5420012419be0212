/** Reads the text of an input as rows, in any format. */
import { parseJson } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import { jsonElements } from "./JsonElements.ts"
import type { Row } from "./Row.ts"
import type { TransferFormat } from "./TransferFormat.ts"

const jsonRow = (text: string, row: number): Row =>
  Result.match(parseJson(text), {
    onSuccess: (input) => ({ row, input, problems: [] }),
    onFailure: ({ problems }) => ({ row, input: text, problems }),
  })

const readLines = (text: string): ReadonlyArray<Row> =>
  text
    .split("\n")
    .flatMap((line, index) => (/^[ \t\r]*$/.test(line) ? [] : [jsonRow(line.replace(/\r$/, ""), index + 1)]))

const readElements = (text: string): Result.Result<ReadonlyArray<Row>, string> =>
  Result.map(jsonElements(text), (elements) =>
    elements.map((element, index) => jsonRow(element.trim(), index + 1)),
  )

/** The rows of a text. Fails with the reason if the whole text is unreadable; an unreadable row has its own problems. */
export const readRows = Effect.fnUntraced(function* (format: TransferFormat, text: string) {
  if (format === "ndjson") return readLines(text)
  if (format === "json") return yield* Effect.fromResult(readElements(text))
  const { readCsv } = yield* Effect.promise(() => import("./CsvRows.ts"))
  return yield* Effect.fromResult(readCsv(text))
})
