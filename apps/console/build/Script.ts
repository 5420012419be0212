/** Makes the script of the console from its sources, with rolldown. */
import { join } from "node:path"
import { moduleFolders, refuseMissing } from "@odj/command-line/installed-packages"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { rolldown } from "rolldown"

export interface Script {
  readonly code: string
  /** The licences of the packages whose code is in the script. */
  readonly licenses: string
}

/** Takes some tenths of a second. */
export const script = async (): Promise<Script> => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "../src/main.tsx"),
    platform: "browser",
    // To read a global changes nothing. To read a property may: an effect follows each signal whose value it reads.
    treeshake: { unknownGlobalSideEffects: false },
    resolve: { modules: moduleFolders, alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } },
    plugins: [refuseMissing, thirdPartyLicenses("The console of odj-server")],
  })
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    comments: false,
    codeSplitting: false,
  })
  const [licenses] = output.flatMap((file) => (file.type === "asset" ? [String(file.source)] : []))
  return { code: output[0].code, licenses: licenses ?? "" }
}
