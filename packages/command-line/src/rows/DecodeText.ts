/** Decodes the bytes of a file. A byte order mark gives the encoding; without one, the text is UTF-8. */
import { Option, Result } from "effect"
import { lineOf } from "./LineOf.ts"

const marks = [
  { encoding: "utf-16le", mark: [0xff, 0xfe] },
  { encoding: "utf-16be", mark: [0xfe, 0xff] },
]

const wayOut = "Save the file as UTF-8: in Excel as CSV UTF-8, in PowerShell with -Encoding utf8"

const lineFeed = 0x0a

/** Ctrl-Z. */
const endOfFile = "\u001a"

/** The text, which is UTF-8 unless an encoding is given. */
const decodeAs = Option.liftThrowable((bytes: Uint8Array, encoding?: string) =>
  new TextDecoder(encoding, { fatal: true }).decode(bytes),
)

/** The first line that is not UTF-8. A line feed is never part of another character, so each line can be checked alone. */
const firstBadLine = (bytes: Uint8Array): number => {
  let line = 1
  let start = 0
  for (;;) {
    const end = bytes.indexOf(lineFeed, start)
    if (end === -1 || Option.isNone(decodeAs(bytes.subarray(start, end)))) return line
    start = end + 1
    line++
  }
}

const decode = (bytes: Uint8Array): Result.Result<string, string> => {
  const encoding = marks.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte))?.encoding
  return Result.fromOption(decodeAs(bytes, encoding), () =>
    encoding === undefined
      ? `Line ${firstBadLine(bytes)} is not UTF-8. ${wayOut}`
      : `It is not complete UTF-16. ${wayOut}`,
  )
}

/** A character that no connector has. It shows that the file is damaged, or that its encoding is another. */
const problemOf = (text: string): string | undefined => {
  const nul = text.indexOf("\0")
  if (nul !== -1) {
    return `Line ${lineOf(text, nul)} has a NUL character: the file is damaged, or it is UTF-16 without a byte order mark. ${wayOut}`
  }
  const end = text.trimEnd().length - 1
  return text[end] !== endOfFile
    ? undefined
    : `Line ${lineOf(text, end)} ends with Ctrl-Z, which old programs write at the end. Remove it`
}

/** The text without its byte order mark, or why it can't be read and how to save it. */
export const decodeText = (bytes: Uint8Array): Result.Result<string, string> =>
  Result.flatMap(decode(bytes), (text) => {
    const problem = problemOf(text)
    return problem === undefined ? Result.succeed(text) : Result.fail(problem)
  })
