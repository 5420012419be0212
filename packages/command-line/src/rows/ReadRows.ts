/** Reads the text of a file as rows: in the given format, or in the one that its content shows. */
import { Effect } from "effect"
import { kindOfText } from "./KindOfText.ts"
import { readJson, readSequence } from "./ReadJson.ts"
import type { TransferFormat } from "./TransferFormat.ts"

export interface ReadOptions {
  readonly format: TransferFormat | undefined
  /** Whether names that are no property are left out; `undefined` if that can't be chosen. */
  readonly ignoreUnknown: boolean | undefined
}

/** The rows of a text. Fails with the reason if the whole text is unreadable; an unreadable row has its own problems. */
export const readRows = Effect.fnUntraced(function* (text: string, { format, ignoreUnknown }: ReadOptions) {
  const kind = format ?? (yield* Effect.fromResult(kindOfText(text)))
  if (kind === "ndjson") return yield* Effect.fromResult(readSequence(text))
  if (kind === "json") return yield* Effect.fromResult(readJson(text))
  const { readCsv } = yield* Effect.promise(() => import("./ReadCsv.ts"))
  return yield* Effect.fromResult(readCsv(text, ignoreUnknown))
})
