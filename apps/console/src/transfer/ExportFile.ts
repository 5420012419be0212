/** Writes all connectors that match a filter to a file in memory, the same bytes as `odj export`. */
import { type TransferFormat, transferText } from "@odj/command-line/rows"
import { allCall } from "../api/ListCalls.ts"
import { pagesFrom } from "../api/Pages.ts"

export interface ExportedFile {
  readonly blob: Blob
  readonly connectors: number
  /** How many connectors the file does not have, because they can't be read. */
  readonly unreadable: number
}

const mediaTypes = { ndjson: "application/x-ndjson", json: "application/json", csv: "text/csv" }

/** Each page becomes a blob, which the browser may keep outside of its memory. */
export const exportFile = async (
  format: TransferFormat,
  filter: string | undefined,
  signal: AbortSignal,
  onProgress: (done: number, total: number | undefined) => void,
): Promise<ExportedFile> => {
  const { begin, of, end } = transferText[format]
  const parts = [new Blob([begin])]
  let connectors = 0
  let unreadable = 0
  let total: number | undefined
  for await (const page of pagesFrom(allCall(filter), signal)) {
    const texts = page.connectors.map((connector, index) => of(connector, connectors === 0 && index === 0))
    parts.push(new Blob(texts))
    connectors += page.connectors.length
    unreadable += page.unreadable?.length ?? 0
    total ??= page.count
    onProgress(connectors + unreadable, total)
  }
  return { blob: new Blob([...parts, end], { type: mediaTypes[format] }), connectors, unreadable }
}
