/** Writes the rows that an import rejected, with the reasons, to a file. */
import { Stream } from "effect"
import type { Journal } from "./Journal.ts"
import type { Row } from "./Row.ts"
import { writeStream } from "./StreamedFile.ts"

/** Writes one line of JSON for each rejected row: its number, the reason, and the original row. */
export const writeRejected = (path: string, rows: ReadonlyArray<Row>, { states }: Journal) => {
  const lines = rows.flatMap(({ row, input }) => {
    const entry = states.get(row)?.entry
    return entry?.state === "rejected" ? [`${JSON.stringify({ row, reason: entry.reason, input })}\n`] : []
  })
  return writeStream(path, Stream.fromIterable(lines))
}
