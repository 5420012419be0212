/** Reads a file as `odj import` does, and says what an import of it would create. */
import { type CheckedRows, checkRows, decodeText, readRows } from "@odj/command-line/rows"
import { Effect, Result } from "effect"

/** What a file has, or why it can't be read: a sentence without a full stop. */
export type FileContent = Result.Result<CheckedRows, string>

/** In bytes: the export of more than 100,000 connectors. The page stands still while it reads a file. */
export const largestFile = 20_000_000

const readText = async (text: string, ignoreUnknown: boolean): Promise<FileContent> => {
  if (text.trim() === "") return Result.fail("It is empty")
  // Without a choice, advice to pass a flag of the command line is left out.
  const rows = readRows(text, { format: undefined, ignoreUnknown: ignoreUnknown || undefined })
  return Result.map(await Effect.runPromise(Effect.result(rows)), (read) => checkRows(read, ignoreUnknown))
}

/** With `ignoreUnknown`, names that are no property of a connector are left out. Never rejects. */
export const readFile = async (file: Blob, ignoreUnknown: boolean): Promise<FileContent> => {
  if (file.size > largestFile)
    return Result.fail(`It has more than ${largestFile / 1_000_000} MB. Import it with odj import`)
  const bytes = await file.arrayBuffer().catch(() => undefined)
  if (bytes === undefined)
    return Result.fail("It is a folder, or it has been changed or moved. Choose a file again")
  const text = decodeText(new Uint8Array(bytes))
  return Result.isSuccess(text) ? readText(text.success, ignoreUnknown) : Result.fail(text.failure)
}
