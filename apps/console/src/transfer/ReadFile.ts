/** Reads a file as `odj import` does, and says what an import of it would create. */
import { type CheckedRows, checkRows, decodeText, readRows } from "@odj/command-line/rows"
import { Effect, Result } from "effect"

/** What a file has, or why it can't be read. */
export type FileContent = Result.Result<CheckedRows, string>

const readText = async (text: string, ignoreUnknown: boolean): Promise<FileContent> => {
  if (text.trim() === "") return Result.fail("It is empty")
  // Without a choice, advice to pass a flag of the command line is left out.
  const rows = readRows(text, { format: undefined, ignoreUnknown: ignoreUnknown || undefined })
  return Result.map(await Effect.runPromise(Effect.result(rows)), (read) => checkRows(read, ignoreUnknown))
}

/** With `ignoreUnknown`, names that are no property of a connector are left out. */
export const readFile = (bytes: Uint8Array, ignoreUnknown: boolean): Promise<FileContent> =>
  Result.match(decodeText(bytes), {
    onSuccess: (text) => readText(text, ignoreUnknown),
    onFailure: (message) => Promise.resolve(Result.fail(message)),
  })
