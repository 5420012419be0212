/** The formats in which connectors are imported and exported, and how one is recognised. */

export const transferFormats = ["ndjson", "json", "csv"] as const
export type TransferFormat = (typeof transferFormats)[number]

const formatsByExtension: Readonly<Record<string, TransferFormat>> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
}

/** The format that a file's name says, if it says one. */
export const formatOfPath = (path: string): TransferFormat | undefined => {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""
  return Object.hasOwn(formatsByExtension, extension) ? formatsByExtension[extension] : undefined
}

/** The format that a text begins as: an array, an object a line, or else the names of columns. Nothing is no objects. */
export const formatOfText = (text: string): TransferFormat => {
  const first = /[^\s]/.exec(text)?.[0]
  if (first === "[") return "json"
  return first === "{" || first === undefined ? "ndjson" : "csv"
}
