/**
 * Bundles `odj`: a small entry, the program in one file, and completion in another. The libraries for signing in and for JMESPath stay outside,
 * since they are large and seldom needed.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { ascii, lazyBuiltins } from "@odj/command-line/node-bundle"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"

const here = (path: string) => join(import.meta.dirname, path)

rmSync(here("dist"), { recursive: true, force: true })

const output = (name: string) => ({
  file: here(`dist/${name}.mjs`),
  format: "esm",
  minify: true,
  codeSplitting: false,
})

export default [
  {
    input: here("src/main.ts"),
    platform: "node",
    external: ["@azure/identity", "@jmespath-community/jmespath"],
    plugins: [lazyBuiltins, thirdPartyLicenses("odj"), ascii],
    transform: { inject: { "Intl.Segmenter": [here("build/LazySegmenter.ts"), "LazySegmenter"] } },
    output: output("main"),
  },
  {
    input: here("src/CompletionEntry.ts"),
    platform: "node",
    plugins: [lazyBuiltins],
    output: output("completion"),
  },
  {
    input: here("src/Entry.ts"),
    platform: "node",
    external: ["./main.ts", "./CompletionEntry.ts"],
    output: {
      ...output("odj"),
      paths: (id: string) => (id.endsWith("main.ts") ? "./main.mjs" : "./completion.mjs"),
    },
  },
]
