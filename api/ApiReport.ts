/**
 * What a module exports, as text for a review: its declarations without comments, by name, and behind them those that
 * they mention and that have no name of their own outside.
 */
import { basename, dirname, join } from "node:path/posix"
import { parseAst } from "rolldown/parseAst"

/** A name, and the module that declares it. The name `*` stands for all that the module exports. */
interface Place {
  readonly path: string
  readonly name: string
}

interface Module {
  /** The texts that declare each name: a type and a value may share one. */
  readonly declared: ReadonlyMap<string, ReadonlyArray<string>>
  /** Where names come from that are imported from other modules of the package. */
  readonly imported: ReadonlyMap<string, Place>
  /** What is exported, by the name outside: a place in the package, or the text that exports it from another package. */
  readonly exported: ReadonlyMap<string, Place | string>
}

/** The path of a module's declarations. */
const declarationsAt = (from: string, source: string) =>
  join(dirname(from), source).replace(/\.(?:ts|js)$/, ".d.ts")

const moduleName = (path: string) => basename(path, ".d.ts")

const nameOf = (node: { readonly type: string; readonly name?: string; readonly value?: unknown }) =>
  node.name ?? String(node.value)

const readModule = (path: string, text: string): Module => {
  const declared = new Map<string, Array<string>>()
  const imported = new Map<string, Place>()
  const exported = new Map<string, Place | string>()

  for (const statement of parseAst(text, { lang: "dts" }, path).body) {
    const isExport = statement.type === "ExportNamedDeclaration"
    const declaration = isExport ? statement.declaration : statement
    const source = ("source" in statement && statement.source?.value) || ""
    const target = source.startsWith(".") ? declarationsAt(path, source) : undefined
    if (statement.type === "ImportDeclaration") {
      for (const { local, ...specifier } of statement.specifiers) {
        const name = "imported" in specifier ? nameOf(specifier.imported) : "*"
        if (target !== undefined) imported.set(local.name, { path: target, name })
      }
    } else if (statement.type === "ExportAllDeclaration" && statement.exported && target) {
      exported.set(nameOf(statement.exported), { path: target, name: "*" })
    } else if (isExport && declaration === null) {
      for (const { local, exported: outside } of statement.specifiers) {
        const [inside, name] = [nameOf(local), nameOf(outside)]
        const as = inside === name ? name : `${inside} as ${name}`
        const isElsewhere = source !== "" && target === undefined
        exported.set(
          name,
          isElsewhere ? `{ ${as} } from "${source}"` : { path: target ?? path, name: inside },
        )
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

/** What is named through its module, such as `import("effect/Effect").Effect`, by its name alone. */
const withoutImports = (text: string) =>
  text
    .replace(/\bimport\("[^"]*"\)\.(?:(\w+)\.(?=\1\b))?/g, "")
    .replace(/\bimport\("(?:[^"]*\/)?(\w+)(?:\.ts)?"\)/g, "$1")

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
    if (place.name === "*" || declared.has(place.name)) return place
    const from = imported.get(place.name) ?? exported.get(place.name)
    if (typeof from !== "object") throw new Error(`${place.path} has no ${place.name}`)
    return origin(from)
  }

  const mention = (path: string, text: string) => {
    const { declared, imported } = moduleAt(path)
    for (const [word] of text.matchAll(/[\w$]+/g)) {
      const place = imported.get(word) ?? (declared.has(word) && { path, name: word })
      if (place) mentioned.push(place)
    }
    for (const [, source = "", name = "*"] of text.matchAll(/\bimport\("(\.[^"]*)"\)(?:\.(\w+))?/g)) {
      mentioned.push({ path: declarationsAt(path, source), name })
    }
  }

  /** What is at a place, under that name outside. */
  const write = (place: Place, outside: string, prefix: string): string => {
    const { path, name } = origin(place)
    written.add(`${path} ${name}`)
    if (name === "*") return `${prefix}namespace ${outside} {\n${indented(writeExports(path, ""))}\n}`
    const texts = moduleAt(path).declared.get(name) ?? []
    for (const text of texts) mention(path, text)
    const declarations = texts.map((text) => `${prefix}${withoutImports(text.replace(/^declare /, ""))}`)
    return [...declarations, ...(name === outside ? [] : [`${prefix}{ ${name} as ${outside} }`])].join("\n")
  }

  const writeExports = (path: string, prefix: string): string =>
    Array.from(moduleAt(path).exported)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, target]) =>
        typeof target === "string" ? `export ${target}` : write(target, name, prefix),
      )
      .join("\n")

  const exports = writeExports(entry, "export ")
  const others: Array<readonly [name: string, text: string]> = []
  for (let next = mentioned.pop(); next !== undefined; next = mentioned.pop()) {
    const place = origin(next)
    const name = place.name === "*" ? moduleName(place.path) : place.name
    if (!written.has(`${place.path} ${place.name}`)) others.push([name, write(place, name, "")])
  }
  if (others.length === 0) return exports
  const texts = others.sort().map(([, text]) => text)
  return [exports, "", "// Mentioned above, and not exported by a name:", ...texts].join("\n")
}
