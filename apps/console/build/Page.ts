/** Reads the page of the console and its style, which need no bundler. */
import { globSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"

const source = (path: string) => join(import.meta.dirname, "../src", path)

export const html = (): Promise<string> => readFile(source("index.html"), "utf8")

/** The style of the whole page, then those of the components, and of the sections. */
export const style = async (): Promise<string> => {
  const inOrder = ["style.css", "ui/*.css", "!(ui)/*.css"]
  const paths = inOrder.flatMap((pattern) => globSync(pattern, { cwd: source("") }).toSorted())
  const texts = await Promise.all(paths.map((path) => readFile(source(path), "utf8")))
  return texts.join("\n")
}
