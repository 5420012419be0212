/** Help in lines of 80 columns. */
import { stripVTControlCharacters } from "node:util"

const columns = 80

/** The parts of a line of a table: a name with the space after it, and a description. */
const row = /^(\s+\S.*?\s{2,})(\S.*)$/

const widthOf = (text: string) => stripVTControlCharacters(text).length

const fold = (line: string): string => {
  const [, name = "", description = ""] = row.exec(line) ?? []
  if (name === "" || widthOf(line) <= columns) return line
  const indent = widthOf(name)
  const lines = [""]
  for (const word of description.split(" ")) {
    const last = lines.at(-1) ?? ""
    if (last === "") lines[lines.length - 1] = word
    else if (indent + widthOf(last) + 1 + widthOf(word) > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return name + lines.join(`\n${" ".repeat(indent)}`)
}

/** Breaks long descriptions of flags and commands at spaces. Other lines, such as examples, stay whole. */
export const foldHelp = (help: string): string => help.split("\n").map(fold).join("\n")
