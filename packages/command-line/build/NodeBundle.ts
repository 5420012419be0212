/** Makes the bundle of a program for Node.js load faster. */
import { isBuiltin } from "node:module"
import type { Plugin } from "rolldown"

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
  // A `require` loads nothing else, and what it returns has all exports.
  resolveId: (source, _, { kind }) =>
    isBuiltin(source) && kind !== "require-call" ? `\0lazy:${source}` : undefined,
  load: async (id) => {
    if (!id.startsWith("\0lazy:")) return
    const source = id.slice("\0lazy:".length)
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
export const ascii: Plugin = {
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
