/** Bundles `odj-server`: a few lines that start it, the program, and a file for each part that is loaded when it is used. */
import { join } from "node:path"
import { moduleFolders, refuseMissing } from "@odj/command-line/installed-packages"
import { ascii, lazyBuiltins } from "@odj/command-line/node-bundle"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { filesModule } from "@odj/console/files-module"
import { defineConfig, type Plugin } from "rolldown"

const here = (path: string) => join(import.meta.dirname, path)

const { code, licenses } = await filesModule()

/** Puts the files of the console into the bundle, as texts. */
const consoleTexts: Plugin = {
  name: "console-texts",
  resolveId: (id) => (id === "@odj/console" ? { id: here("ConsoleFiles.js") } : null),
  load: (id) => (id === here("ConsoleFiles.js") ? code : null),
}

export default defineConfig({
  input: here("src/Entry.ts"),
  platform: "node",
  resolve: { modules: moduleFolders },
  plugins: [refuseMissing, lazyBuiltins, consoleTexts, thirdPartyLicenses("odj-server", licenses), ascii],
  output: {
    dir: here("dist"),
    format: "esm",
    minify: true,
    entryFileNames: "odj-server.mjs",
    chunkFileNames: "[name].mjs",
  },
})
