/** Makes the bundle of a program for Node.js load faster. */
import { hash } from "node:crypto"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import type { CodeSplittingGroup, InputOptions, OutputOptions, Plugin, RolldownOptions } from "rolldown"

/** Whether a caller sees no difference if the function is called through another one: it is no class and has no properties. */
const isPlainFunction = (name: string, value: unknown) =>
  typeof value === "function" &&
  /^[a-z]/.test(name) &&
  Reflect.ownKeys(value).every((key) => key === "length" || key === "name" || key === "prototype")

/**
 * Loads a built-in module of Node.js when one of its functions is first called, or when a module runs that imports
 * anything else of it. A plain `import` would load it at start-up and read all its exports, and some of these load a good
 * part of Node.js: `WebSocket` of `node:http` takes as long as the rest.
 */
export const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  // A `require` loads nothing else, and what it returns has all exports. Each importer has a module for itself: what one of
  // them imports would otherwise be loaded with the file that they share.
  resolveId: (source, importer, { kind }) =>
    isBuiltin(source) && kind !== "require-call" ? `\0lazy:${source}\0${importer}` : undefined,
  load: async (id) => {
    const [, source] = /^\0lazy:([^\0]*)/.exec(id) ?? []
    if (source === undefined) return
    const { default: _, ...named } = await import(source)
    return [
      "let loaded",
      `const load = () => (loaded ??= process.getBuiltinModule(${JSON.stringify(source)}))`,
      "export default /* @__PURE__ */ load()",
      ...Object.entries(named).map(([name, value]) => {
        if (isPlainFunction(name, value)) return `export const ${name} = (...args) => load().${name}(...args)`
        // Such as `promises` of `node:fs`.
        const module = `${source}/${name}`
        if (typeof value === "object" && isBuiltin(module)) return `export * as ${name} from "${module}"`
        return `export const ${name} = /* @__PURE__ */ (() => load().${name})()`
      }),
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

/** How every file of a bundle is written. */
export const minified = { strict: true, minify: true } as const satisfies OutputOptions

interface CachedProgram {
  readonly input: string
  readonly dir: string
  /** The modules that share a file with all that they import. Other modules are loaded when they are needed. */
  readonly groups: ReadonlyArray<CodeSplittingGroup>
  /** What only this program has. */
  readonly options: Pick<InputOptions, "external" | "resolve" | "plugins">
}

/** Bundles a program that `runCached` runs. */
export const cachedProgram = ({ input, dir, groups, options }: CachedProgram): RolldownOptions => ({
  ...options,
  input,
  platform: "node",
  plugins: [lazyBuiltins, options.plugins, ascii, digest],
  // What is in the file of a group is also imported by files that are loaded later.
  checks: { ineffectiveDynamicImport: false },
  transform: {
    inject: { "Intl.Segmenter": [join(import.meta.dirname, "LazySegmenter.ts"), "LazySegmenter"] },
    // A CommonJS module has none.
    define: { "import.meta.env": "{}" },
  },
  output: {
    ...minified,
    format: "cjs",
    dir,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name].cjs",
    codeSplitting: { groups: [...groups] },
    dynamicImportInCjs: false,
    // By this mark, publint recognizes CommonJS. Without it, a help text about an import looks like a module.
    intro: 'Object.defineProperty(exports, "__esModule", { value: true })',
  },
})
