/**
 * Bundles `odj`: a small entry, the program in one file, and completion in another. The libraries for signing in and for JMESPath stay outside,
 * since they are large and seldom needed.
 */
import { hash } from "node:crypto"
import { rmSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import type { Plugin } from "rolldown"

const here = (path: string) => join(import.meta.dirname, path)

rmSync(here("dist"), { recursive: true, force: true })

/**
 * Loads a built-in module of Node.js when the module that imports it runs. A plain `import` would load it at start-up and
 * read all its exports, and some of these load a good part of Node.js.
 */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  resolveId: (source) => (isBuiltin(source) ? `\0lazy:${source}` : undefined),
  load: async (id) => {
    if (!id.startsWith("\0lazy:")) return
    const source = id.slice("\0lazy:".length)
    const names = Object.keys(await import(source)).filter((name) => name !== "default")
    return [
      `const builtin = process.getBuiltinModule(${JSON.stringify(source)})`,
      "export default builtin",
      ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})()`),
    ].join("\n")
  },
}

/**
 * Escapes every character outside ASCII. V8 keeps a source that has a single one in two bytes for each character, and
 * takes longer to load it.
 */
const ascii: Plugin = {
  name: "ascii",
  generateBundle: (_, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue
      chunk.code = chunk.code.replaceAll(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      )
    }
  },
}

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
    output: { ...output("main.cjs"), dynamicImportInCjs: false },
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
