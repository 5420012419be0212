/** The formats of imports and exports, and how to recognise them. */

export const transferFormats = ["ndjson", "json", "csv"] as const
export type TransferFormat = (typeof transferFormats)[number]

const formatsByExtension: Readonly<Record<string, TransferFormat>> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
}

/** The format of a file name's extension, if it is known. */
export const formatOfPath = (path: string): TransferFormat | undefined => {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""
  return Object.hasOwn(formatsByExtension, extension) ? formatsByExtension[extension] : undefined
}

/** The format by the first character of a text: a JSON array, NDJSON, or else CSV. An empty text is NDJSON without rows. */
export const formatOfText = (text: string): TransferFormat => {
  const first = /[^\s]/.exec(text)?.[0]
  if (first === "[") return "json"
  return first === "{" || first === undefined ? "ndjson" : "csv"
}
