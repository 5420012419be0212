/**
 * Splits CSV (RFC 4180) into records of fields.
 *
 * An empty field without quotes is null, and `""` is the empty string. A line ends with a line feed, a carriage return, or both.
 */
import { Result } from "effect"

export type CsvField = string | null

const quote = '"'

/** The index of the quote that closes a field, or -1. Two quotes are one inside the field. */
const closingQuote = (text: string, opening: number): number => {
  let index = text.indexOf(quote, opening + 1)
  while (index !== -1 && text[index + 1] === quote) index = text.indexOf(quote, index + 2)
  return index
}

/** Without the byte order mark that files have inside after they were joined. A mark that is text is in quotes. */
const withoutMark = (field: string) => (field.startsWith("\ufeff") ? field.slice(1) : field)

/** The number of the line, counted from 1, that has the character at an index. */
const lineOf = (text: string, index: number) => text.slice(0, index).split(/\r\n|\n|\r/).length

const afterQuote =
  'a closing quote must be followed by a separator or the end of the line. Write a quote inside a field as "".'
const withQuote = 'a field with a quote must be in quotes. Write the quote inside it as "".'

/** The records from an index of the text. Fails with what is invalid and the line that has it. */
export const csvRecords = (
  text: string,
  start: number,
  separator: string,
): Result.Result<ReadonlyArray<ReadonlyArray<CsvField>>, string> => {
  const isEnd = (character: string | undefined) =>
    character === undefined || character === separator || character === "\n" || character === "\r"
  const records: Array<ReadonlyArray<CsvField>> = []
  let record: Array<CsvField> = []
  for (let index = start; index < text.length || record.length > 0; index++) {
    const first = index
    if (text[first] === quote) {
      index = closingQuote(text, first)
      if (index === -1) {
        const row = lineOf(text, start) + records.length
        return Result.fail(`Invalid CSV: the quote that opens a field in row ${row} is never closed`)
      }
      record.push(text.slice(first + 1, index).replaceAll('""', quote))
      index++
      if (!isEnd(text[index])) {
        return Result.fail(`Invalid CSV in line ${lineOf(text, index)}: ${afterQuote}`)
      }
    } else {
      while (!isEnd(text[index]) && text[index] !== quote) index++
      if (!isEnd(text[index])) {
        return Result.fail(`Invalid CSV in line ${lineOf(text, index)}: ${withQuote}`)
      }
      const field = text.slice(first, index)
      record.push((record.length === 0 ? withoutMark(field) : field) || null)
    }
    if (text[index] === separator) continue
    if (text.startsWith("\r\n", index)) index++
    records.push(record)
    record = []
  }
  return Result.succeed(records)
}
