/** Makes the files of the console from its sources. */
import { globSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { rolldown } from "rolldown"
import type { ConsoleFiles } from "./ConsoleFiles.ts"

const source = (path: string) => join(import.meta.dirname, "../src", path)

const script = async (): Promise<string> => {
  const bundle = await rolldown({
    input: source("main.tsx"),
    platform: "browser",
    resolve: { alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } },
  })
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false })
  return output[0].code
}

/** The style of the whole page, then those of the sections. */
const style = async (): Promise<string> => {
  const sections = globSync("*/*.css", { cwd: source("") }).toSorted()
  const texts = await Promise.all(["style.css", ...sections].map((path) => readFile(source(path), "utf8")))
  return texts.join("\n")
}

/** Takes some tenths of a second. */
export const bundle = async (): Promise<ConsoleFiles> => {
  const [html, css, code] = await Promise.all([readFile(source("index.html"), "utf8"), style(), script()])
  return { html, style: css, script: code }
}
