/** Help in lines of 80 columns. */
import { stripVTControlCharacters } from "node:util"
import { wrapped } from "@odj/command-line"

const columns = 80

/** The parts of a line of a table: a name with the space after it, and a description. */
const row = /^(\s+\S.*?\s{2,})(\S.*)$/

const widthOf = (text: string) => stripVTControlCharacters(text).length

const fold = (line: string): ReadonlyArray<string> => {
  const [, name = "", description = ""] = row.exec(line) ?? []
  return name === "" ? [line] : wrapped(description, columns, name, " ".repeat(widthOf(name)), widthOf)
}

const indent = "  "

/** Breaks the description of a command, whose first line has its indent already. */
export const foldDescription = (description: string): string =>
  wrapped(description, columns, indent, indent, widthOf).join("\n").slice(indent.length)

/** Breaks long descriptions of flags and commands. Other lines, such as examples, stay whole. */
export const foldHelp = (help: string): string => help.split("\n").flatMap(fold).join("\n")
