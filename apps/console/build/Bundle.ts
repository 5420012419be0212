/** Makes the files of the console from its sources. */
import { globSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { rolldown } from "rolldown"
import type { ConsoleFiles } from "./ConsoleFiles.ts"

const source = (path: string) => join(import.meta.dirname, "../src", path)

export interface BundledConsole extends ConsoleFiles {
  /** The licences of the packages whose code is in the script. It is not served. */
  readonly licenses: string
}

const script = async (): Promise<Pick<BundledConsole, "script" | "licenses">> => {
  const bundle = await rolldown({
    input: source("main.tsx"),
    platform: "browser",
    // To read a property or a global changes nothing, so an unused constant that does is left out.
    treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
    resolve: { alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } },
    plugins: [thirdPartyLicenses("The console of odj-server")],
  })
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    comments: false,
    codeSplitting: false,
  })
  const [licenses] = output.flatMap((file) => (file.type === "asset" ? [String(file.source)] : []))
  return { script: output[0].code, licenses: licenses ?? "" }
}

/** The style of the whole page, then those of the components, and of the sections. */
export const style = async (): Promise<string> => {
  const inOrder = ["style.css", "ui/*.css", "!(ui)/*.css"]
  const paths = inOrder.flatMap((pattern) => globSync(pattern, { cwd: source("") }).toSorted())
  const texts = await Promise.all(paths.map((path) => readFile(source(path), "utf8")))
  return texts.join("\n")
}

/** Takes some tenths of a second. */
export const bundle = async (): Promise<BundledConsole> => {
  const [html, css, code] = await Promise.all([readFile(source("index.html"), "utf8"), style(), script()])
  return { html, style: css, ...code }
}
