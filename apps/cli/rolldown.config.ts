/**
 * Bundles `odj`: a small entry, the program, and completion. The libraries for signing in and for JMESPath stay outside,
 * since they are large and seldom needed.
 */
import { hash } from "node:crypto"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { ascii, lazyBuiltins } from "@odj/command-line/node-bundle"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import type { Plugin } from "rolldown"

const here = (path: string) => join(import.meta.dirname, path)

rmSync(here("dist"), { recursive: true, force: true })

/** Puts a digest of the code before it, under which compiled code is cached. */
const digest: Plugin = {
  name: "digest",
  generateBundle: (_, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue
      chunk.code = `/*${hash("sha256", chunk.code)}*/${chunk.code}`
    }
  },
}

/**
 * Files with all that they need, so that the most frequent commands load only these: one for the commands, and one for the
 * requests to a service. Modules that are loaded only when they are needed have other files.
 */
const groups = [
  { name: "main", test: /\/(?:main|(?:Create|List|Get)Command)\.ts$/, priority: 1 },
  { name: "service", test: /\/(?:NodeHttpClient|RequestLog)\.ts$|\/graph-adapter\/src\/index\.ts$/ },
]

const output = { strict: true, minify: true }

const oneFile = (name: string) => ({ ...output, file: here(`dist/${name}`), codeSplitting: false })

export default [
  {
    input: here("src/main.ts"),
    platform: "node",
    external: ["@azure/identity", "@jmespath-community/jmespath"],
    plugins: [lazyBuiltins, thirdPartyLicenses("odj"), ascii, digest],
    // What is in the main file is also imported by files that are loaded later.
    checks: { ineffectiveDynamicImport: false },
    transform: {
      inject: { "Intl.Segmenter": [here("build/LazySegmenter.ts"), "LazySegmenter"] },
      // A CommonJS module has none.
      define: { "import.meta.env": "{}" },
    },
    output: {
      ...output,
      format: "cjs",
      dir: here("dist"),
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
      codeSplitting: { groups },
      dynamicImportInCjs: false,
      // By this mark, publint recognizes CommonJS. Without it, a help text about an import looks like a module.
      intro: 'Object.defineProperty(exports, "__esModule", { value: true })',
    },
  },
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
]
