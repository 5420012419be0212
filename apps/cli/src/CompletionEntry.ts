/**
 * The part of the bundle that completion scripts call, as `odj __complete =TYPED WORD…`: `TYPED` is the start of the word
 * to complete, and the other words come before it. Prints a line for each word that it can become, with a tab and the
 * meaning; or `:files`.
 */
import { complete } from "./completion/Complete.ts"
import type { CommandDoc } from "./help/CommandDoc.ts"
import { storedNames } from "./profiles/StoredNames.ts"

export const printCompletion = (
  docs: ReadonlyArray<CommandDoc>,
  [typed = "", ...before]: ReadonlyArray<string>,
): void => {
  const completion = complete(docs, before, typed.slice(1), storedNames)
  const lines =
    completion._tag === "Files"
      ? [":files"]
      : completion.words.map(({ text, description }) => `${text}\t${description}`)
  process.stdout.write(lines.map((line) => `${line}\n`).join(""))
}
