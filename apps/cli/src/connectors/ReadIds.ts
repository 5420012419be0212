/** Reads the ids that another command writes to standard input. */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Option, Predicate, Result } from "effect"
import { bytesOf, sourceName, textOf } from "../input/ReadText.ts"

const parseJson = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const isId = (value: unknown): value is string => Predicate.isString(value) && value !== ""

const invalid = (where: string) =>
  UsageInvalid.sentence(
    `${where} of standard input is not an id. Write one id per line, or a JSON array of ids as \`odj list --query '[].id'\` does.`,
  )

/** The id on a line; in quotes, it is a JSON string. A tab would separate columns. */
const idOn = (line: string, index: number): Result.Result<string, UsageInvalid> => {
  const id = line.startsWith('"') ? Option.getOrUndefined(parseJson(line)) : line
  return isId(id) && !(id === line && /^[[{]|\t/.test(line))
    ? Result.succeed(id)
    : Result.fail(invalid(`Line ${index + 1}`))
}

/** The ids in a text: one on each line, or a JSON array. Blank lines are ignored. */
export const idsIn = (text: string): Result.Result<ReadonlyArray<string>, UsageInvalid> => {
  const array = Option.getOrUndefined(parseJson(text))
  if (Array.isArray(array)) {
    const index = array.findIndex((value) => !isId(value))
    return index === -1 ? Result.succeed(array) : Result.fail(invalid(`Item ${index + 1}`))
  }
  const lines = text.split(/\r\n|\n|\r/).map((line, index) => ({ line, index }))
  return Result.all(
    lines.filter(({ line }) => line.trim() !== "").map(({ line, index }) => idOn(line, index)),
  )
}

/** The ids in standard input. Fails with `UsageInvalid` if a line is not an id. */
export const readIds = textOf(bytesOf("-"), sourceName("-")).pipe(
  Effect.flatMap((text) => Effect.fromResult(idsIn(text))),
)
