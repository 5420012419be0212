/**
 * Writes the exports of a module as text for a review: its exported declarations, sorted by name and without comments.
 * After them come the declarations that they mention but that are not exported.
 */
import { basename, dirname, join } from "node:path/posix"
import { parseAst } from "rolldown/parseAst"

/** A name in a module, which declares, imports or exports it. The name `*` stands for all exports of the module. */
interface Reference {
  readonly path: string
  readonly name: string
}

interface Module {
  /** The declarations of each name: a type and a value may share a name. */
  readonly declared: ReadonlyMap<string, ReadonlyArray<string>>
  /** The origin of each name that is imported from another module of the package. */
  readonly imported: ReadonlyMap<string, Reference>
  /** Each export by its exported name: its origin in this package, or the text that exports it from another package. */
  readonly exported: ReadonlyMap<string, Reference | string>
}

/** The path of the declarations of a module that another module imports. */
const declarationsAt = (from: string, source: string) =>
  join(dirname(from), source).replace(/\.(?:ts|js)$/, ".d.ts")

const moduleName = (path: string) => basename(path, ".d.ts")

const nameOf = (node: { readonly type: string; readonly name?: string; readonly value?: unknown }) =>
  node.name ?? String(node.value)

const readModule = (path: string, text: string): Module => {
  const declared = new Map<string, Array<string>>()
  const imported = new Map<string, Reference>()
  const exported = new Map<string, Reference | string>()

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
      for (const { local, exported: exportedName } of statement.specifiers) {
        const [inside, name] = [nameOf(local), nameOf(exportedName)]
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
      throw new Error(`${path}: ${statement.type} is not supported here`)
    }
  }
  return { declared, imported, exported }
}

const indented = (text: string) => text.replace(/^(?=.)/gm, "    ")

/** Shortens a name with its module, such as `import("effect/Effect").Effect`, to the name alone. */
const withoutImports = (text: string) =>
  text
    .replace(/\bimport\("[^"]*"\)\.(?:(\w+)\.(?=\1\b))?/g, "")
    .replace(/\bimport\("(?:[^"]*\/)?(\w+)(?:\.ts)?"\)/g, "$1")

/** The report of the module at a path. `read` returns the declarations at a path as `tsc` emits them, without comments. */
export const apiReport = (entry: string, read: (path: string) => string): string => {
  const modules = new Map<string, Module>()
  const moduleAt = (path: string): Module => {
    const module = modules.get(path) ?? readModule(path, read(path))
    modules.set(path, module)
    return module
  }
  const written = new Set<string>()
  const mentioned: Array<Reference> = []

  /** The module that declares a name, and the name there, even if other modules re-export it. */
  const origin = (reference: Reference): Reference => {
    const { declared, imported, exported } = moduleAt(reference.path)
    if (reference.name === "*" || declared.has(reference.name)) return reference
    const from = imported.get(reference.name) ?? exported.get(reference.name)
    if (typeof from !== "object") throw new Error(`${reference.path} has no ${reference.name}`)
    return origin(from)
  }

  const mention = (path: string, text: string) => {
    const { declared, imported } = moduleAt(path)
    for (const [word] of text.matchAll(/[\w$]+/g)) {
      const reference = imported.get(word) ?? (declared.has(word) && { path, name: word })
      if (reference) mentioned.push(reference)
    }
    for (const [, source = "", name = "*"] of text.matchAll(/\bimport\("(\.[^"]*)"\)(?:\.(\w+))?/g)) {
      mentioned.push({ path: declarationsAt(path, source), name })
    }
  }

  /** Writes a declaration under its exported name. */
  const write = (reference: Reference, exportedName: string, prefix: string): string => {
    const { path, name } = origin(reference)
    written.add(`${path} ${name}`)
    if (name === "*") return `${prefix}namespace ${exportedName} {\n${indented(writeExports(path, ""))}\n}`
    const texts = moduleAt(path).declared.get(name) ?? []
    for (const text of texts) mention(path, text)
    const declarations = texts.map((text) => `${prefix}${withoutImports(text.replace(/^declare /, ""))}`)
    return [
      ...declarations,
      ...(name === exportedName ? [] : [`${prefix}{ ${name} as ${exportedName} }`]),
    ].join("\n")
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
    const reference = origin(next)
    const name = reference.name === "*" ? moduleName(reference.path) : reference.name
    if (!written.has(`${reference.path} ${reference.name}`)) others.push([name, write(reference, name, "")])
  }
  if (others.length === 0) return exports
  const texts = others.sort().map(([, text]) => text)
  return [exports, "", "// Mentioned above, and not exported by a name:", ...texts].join("\n")
}
