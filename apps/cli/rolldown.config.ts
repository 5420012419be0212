/**
 * Bundles `odj`: a small entry, the program in one file, and completion in another. The libraries for signing in and for JMESPath stay outside,
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

const output = (file: string) => ({
  file: here(`dist/${file}`),
  format: file.endsWith(".cjs") ? "cjs" : "esm",
  strict: true,
  minify: true,
  codeSplitting: false,
})

export default [
  {
    input: here("src/main.ts"),
    platform: "node",
    external: ["@azure/identity", "@jmespath-community/jmespath"],
    plugins: [lazyBuiltins, thirdPartyLicenses("odj"), ascii, digest],
    transform: {
      inject: { "Intl.Segmenter": [here("build/LazySegmenter.ts"), "LazySegmenter"] },
      // A CommonJS module has none.
      define: { "import.meta.env": "{}" },
    },
    output: {
      ...output("main.cjs"),
      dynamicImportInCjs: false,
      // By this mark, publint recognizes CommonJS. Without it, a help text about an import looks like a module.
      intro: 'Object.defineProperty(exports, "__esModule", { value: true })',
    },
  },
  {
    input: here("src/CompletionEntry.ts"),
    platform: "node",
    plugins: [lazyBuiltins],
    output: output("completion.mjs"),
  },
  {
    input: here("src/Entry.ts"),
    platform: "node",
    external: ["./CompletionEntry.ts"],
    output: { ...output("odj.mjs"), paths: () => "./completion.mjs" },
  },
]
