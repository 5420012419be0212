/**
 * Bundles `odj`: a small entry, the program, and completion. The libraries for signing in and for JMESPath stay outside,
 * since they are large and seldom needed.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { cachedProgram, lazyBuiltins, minified } from "@odj/command-line/node-bundle"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { defineConfig } from "rolldown"

const here = (path: string) => join(import.meta.dirname, path)

rmSync(here("dist"), { recursive: true, force: true })

const oneFile = (name: string) => ({ ...minified, file: here(`dist/${name}`), codeSplitting: false })

export default defineConfig([
  cachedProgram({
    input: here("src/main.ts"),
    dir: here("dist"),
    // The most frequent commands load only these two files, one of them only for requests to a service. As all other files
    // import something of the first one, such as `UserFolder`, it also has the bundler's helpers.
    groups: [
      { name: "main", test: /\/(?:main|UserFolder|(?:Create|List|Get)Command)\.ts$/, priority: 2 },
      {
        name: "service",
        test: /\/(?:NodeHttpClient|RequestLog)\.ts$|\/graph-adapter\/src\/index\.ts$/,
        priority: 1,
      },
    ],
    options: {
      external: ["@azure/identity", "@jmespath-community/jmespath"],
      plugins: [thirdPartyLicenses("odj")],
    },
  }),
  {
    input: here("src/CompletionEntry.ts"),
    platform: "node",
    plugins: [lazyBuiltins],
    output: oneFile("completion.mjs"),
  },
  {
    input: here("src/Entry.ts"),
    platform: "node",
    external: ["./CompletionEntry.ts"],
    output: { ...oneFile("odj.mjs"), paths: () => "./completion.mjs" },
  },
])
