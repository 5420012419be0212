/** Writes the rows that an import rejected, with the reasons, to a file that can be corrected and imported. Only its owner can read it. */
import { hash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { Row } from "@odj/command-line/rows"
import { Effect, Option, Stream } from "effect"
import type { Journal } from "./Journal.ts"
import { FileNotWritten, writeStream } from "./StreamedFile.ts"

const digest = (text: string | Uint8Array) => hash("sha256", text, "base64url")

const digestOfFile = Option.liftThrowable((path: string) => digest(readFileSync(path)))

/**
 * Writes one line of JSON for each rejected row: its number, the reason, and the original row. A file that was changed
 * since an import wrote it has corrected rows, so it is never replaced.
 */
export const writeRejected = Effect.fnUntraced(function* (
  path: string,
  rows: ReadonlyArray<Row>,
  reasons: ReadonlyMap<number, string>,
  journal: Journal,
) {
  const lines = rows.flatMap(({ row, input }) => {
    const reason = reasons.get(row)
    return reason === undefined ? [] : [`${JSON.stringify({ row, reason, input })}\n`]
  })
  const text = lines.join("")
  const found = Option.getOrUndefined(digestOfFile(path))
  if (found !== undefined && found !== journal.rejectedFile && found !== digest(text)) {
    const reason =
      "the file exists, and this import did not write it, or it was changed since. If it has rows that are not imported yet, import it. Then rename it, and run the same command again"
    return yield* new FileNotWritten({ path, reason })
  }
  yield* writeStream(path, Stream.make(text), 0o600)
  yield* journal.recordRejectedFile(digest(text))
})
