/** Bundles `odj-server`: a small entry, the program, and a file for each part that is loaded when it is used. */
import { join } from "node:path"
import { moduleFolders, refuseMissing } from "@odj/command-line/installed-packages"
import { cachedProgram, minified } from "@odj/command-line/node-bundle"
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

/** Modules that run when the server starts, or for its documentation. */
const startOnly = /\/effect\/dist\/cli\/|\/server\/src\/(?:command|docs|main)/

const dir = here("dist")
const resolve = { modules: moduleFolders }

export default defineConfig([
  cachedProgram({
    input: here("src/main.ts"),
    dir,
    // What is always loaded is in two files, because V8 takes more memory to parse one. What runs for a request is in one of
    // them, because calls from file to file are slower.
    groups: [
      { name: "serve", tags: ["$initial"], test: (id) => !startOnly.test(id), priority: 2 },
      { name: "main", tags: ["$initial"], priority: 1 },
    ],
    options: { resolve, plugins: [refuseMissing, consoleTexts, thirdPartyLicenses("odj-server", licenses)] },
  }),
  {
    input: here("src/Entry.ts"),
    platform: "node",
    resolve,
    output: { ...minified, dir, entryFileNames: "odj-server.mjs", codeSplitting: false },
  },
])
