/**
 * Bundles `odj`: a few lines that start it, and the program in one file. What signs in and what reads JMESPath stay
 * outside: they are large, and seldom needed.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"

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
    transform: { inject: { "Intl.Segmenter": [here("build/LazySegmenter.ts"), "LazySegmenter"] } },
    output: output("main"),
  },
  {
    input: here("src/Entry.ts"),
    platform: "node",
    external: ["./main.ts"],
    output: { ...output("odj"), paths: () => "./main.mjs" },
  },
]
