/** Finds out by its content what a file has: JSON, CSV, or something without connectors that odj can read. */
import { Result } from "effect"

const refused = (message: string) => Result.fail(message)

/** The title of an HTML page, or else its first words. */
const pageTitle = (text: string): string => {
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? text.replace(/<[^>]*>/g, " ")
  return title.replace(/\s+/g, " ").trim().slice(0, 60)
}

const forReaders =
  "It is the output of Format-Table or Format-List, which can't be imported. Use Export-Csv or ConvertTo-Json instead"

/** The first line is a name, a colon and a value; or the second line underlines the names of the first. */
const listOrTable = /^(?:\w+ *: |[^\n]*\n[ \t]*-{2,}(?:[ \t]+-{2,})+\s)/

/** The kind of a text, or what it is instead. */
export const kindOfText = (text: string): Result.Result<"json" | "csv", string> => {
  const start = text.trimStart()
  if (start === "") {
    return refused("It is empty. To import it as a list without connectors, pass --format ndjson")
  }
  if (/^[[{]/.test(start)) return Result.succeed("json")
  if (/^<(?:!doctype html|html)/i.test(start)) {
    return refused(`It is a web page, not connectors: "${pageTitle(start)}"`)
  }
  if (start.startsWith("<")) return refused("It is XML. Write the connectors as JSON or CSV instead")
  if (/^\/[/*]/.test(start)) return refused("It begins with a comment, and JSON has none. Remove it")
  if (listOrTable.test(start)) return refused(forReaders)
  return Result.succeed("csv")
}
