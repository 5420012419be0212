/** The formats of imports and exports. */

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
