/**
 * What a module exports, as text for a review: its declarations without comments, by name, and behind them those that
 * they mention and that have no name of their own outside.
 */
import { dirname, join } from "node:path/posix"
import { parseAst } from "rolldown/parseAst"

/** A name, and the module that declares it. */
interface Place {
  readonly path: string
  readonly name: string
}

interface Module {
  /** The texts that declare each name: a type and a value may share one. */
  readonly declared: ReadonlyMap<string, ReadonlyArray<string>>
  /** Where names come from that are imported from other modules of the package. */
  readonly imported: ReadonlyMap<string, Place>
  /** What is exported, by the name outside: something of the package, a module as a whole, or the text that exports it. */
  readonly exported: ReadonlyMap<string, Place | { readonly module: string } | { readonly text: string }>
}

/** The path of a module's declarations. */
const declarationsAt = (from: string, source: string) =>
  join(dirname(from), source).replace(/\.(?:ts|js)$/, ".d.ts")

const nameOf = (node: { readonly type: string; readonly name?: string; readonly value?: unknown }) =>
  node.name ?? String(node.value)

const readModule = (path: string, text: string): Module => {
  const declared = new Map<string, Array<string>>()
  const imported = new Map<string, Place>()
  const exported = new Map<string, Place | { readonly module: string } | { readonly text: string }>()

  for (const statement of parseAst(text, { lang: "dts" }, path).body) {
    const isExport = statement.type === "ExportNamedDeclaration"
    const declaration = isExport ? statement.declaration : statement
    const source = "source" in statement ? statement.source?.value : undefined
    if (statement.type === "ImportDeclaration") {
      for (const { type, local, ...specifier } of statement.specifiers) {
        if (!source?.startsWith(".") || type !== "ImportSpecifier" || !("imported" in specifier)) continue
        imported.set(local.name, { path: declarationsAt(path, source), name: nameOf(specifier.imported) })
      }
    } else if (statement.type === "ExportAllDeclaration" && statement.exported !== null) {
      exported.set(nameOf(statement.exported), { module: declarationsAt(path, statement.source.value) })
    } else if (isExport && declaration === null) {
      for (const { local, exported: outside } of statement.specifiers) {
        const [inside, name] = [nameOf(local), nameOf(outside)]
        const as = inside === name ? name : `${inside} as ${name}`
        if (source === undefined) exported.set(name, imported.get(inside) ?? { path, name: inside })
        else if (source.startsWith("."))
          exported.set(name, { path: declarationsAt(path, source), name: inside })
        else exported.set(name, { text: `export { ${as} } from ${JSON.stringify(source)}` })
      }
    } else if (declaration && ("id" in declaration || "declarations" in declaration)) {
      const ids =
        "declarations" in declaration ? declaration.declarations.map(({ id }) => id) : [declaration.id]
      for (const id of ids) {
        if (id === null || !("name" in id)) throw new Error(`${path}: ${declaration.type} has no name`)
        const code = text.slice(declaration.start, declaration.end)
        declared.set(id.name, [...(declared.get(id.name) ?? []), code])
        if (isExport) exported.set(id.name, { path, name: id.name })
      }
    } else {
      throw new Error(`${path}: ${statement.type} is not known here`)
    }
  }
  return { declared, imported, exported }
}

const indented = (text: string) => text.replace(/^(?=.)/gm, "    ")

/** A type that is named through its module, by its name alone. */
const withoutImports = (text: string) => text.replace(/\bimport\("[^"]*"\)\.(?:(\w+)\.(?=\1\b))?/g, "")

/** The report of the module at a path; `read` gives the declarations at a path as `tsc` emits them, without comments. */
export const apiReport = (entry: string, read: (path: string) => string): string => {
  const modules = new Map<string, Module>()
  const moduleAt = (path: string): Module => {
    const module = modules.get(path) ?? readModule(path, read(path))
    modules.set(path, module)
    return module
  }
  const written = new Set<string>()
  const mentioned: Array<Place> = []

  /** Where a name is declared, though another module passes it on. */
  const origin = (place: Place): Place => {
    const { declared, imported, exported } = moduleAt(place.path)
    if (declared.has(place.name)) return place
    const from = imported.get(place.name) ?? exported.get(place.name)
    if (from === undefined || !("path" in from)) throw new Error(`${place.path} has no ${place.name}`)
    return origin(from)
  }

  const write = (place: Place, prefix: string): string => {
    const { path, name } = origin(place)
    const module = moduleAt(path)
    const texts = module.declared.get(name) ?? []
    written.add(`${path} ${name}`)
    for (const text of texts) {
      for (const [word] of text.matchAll(/[\w$]+/g)) {
        const place = module.imported.get(word) ?? (module.declared.has(word) && { path, name: word })
        if (place) mentioned.push(place)
      }
      for (const [, source = "", word = ""] of text.matchAll(/\bimport\("(\.[^"]*)"\)\.(\w+)/g)) {
        mentioned.push({ path: declarationsAt(path, source), name: word })
      }
    }
    return texts.map((text) => `${prefix}${withoutImports(text.replace(/^declare /, ""))}`).join("\n")
  }

  const writeExports = (path: string, prefix: string): string =>
    Array.from(moduleAt(path).exported)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, target]) => {
        if ("text" in target) return target.text
        if ("module" in target) {
          return `${prefix}namespace ${name} {\n${indented(writeExports(target.module, ""))}\n}`
        }
        const text = write(target, prefix)
        return target.name === name ? text : `${text}\n${prefix}{ ${target.name} as ${name} }`
      })
      .join("\n")

  const exports = writeExports(entry, "export ")
  const others: Array<readonly [name: string, text: string]> = []
  for (let place = mentioned.pop(); place !== undefined; place = mentioned.pop()) {
    const { path, name } = origin(place)
    if (!written.has(`${path} ${name}`)) others.push([name, write({ path, name }, "")])
  }
  if (others.length === 0) return exports
  const texts = others.sort().map(([, text]) => text)
  return [exports, "", "// Mentioned above, and not exported by a name:", ...texts].join("\n")
}
