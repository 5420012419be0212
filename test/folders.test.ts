/**
 * Tests that imports between the folders of a source tree go one way, and that the tables in ARCHITECTURE.md list every
 * folder and its imports.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

/** The files of a tree, each with the other files that it imports. */
type Imports = ReadonlyMap<string, ReadonlyArray<string>>

/** The folders of a tree, each with the folders that it imports. `(src itself)` stands for the files that are in no folder. */
type Folders = ReadonlyMap<string, ReadonlySet<string>>

const inSrc = "(src itself)"

const folderOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : inSrc)

const importsOf = (tree: string): Imports =>
  new Map(
    globSync("**/*.{ts,tsx}", { cwd: join(workspace, tree) }).map((file) => [
      file,
      Array.from(read(join(tree, file)).matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g), ([, path = ""]) =>
        join(dirname(file), path),
      ).filter((path) => !path.startsWith("..")),
    ]),
  )

/** The table under the heading of a tree. It has a row for each folder. */
const foldersOf = (tree: string): Folders => {
  const [, section = ""] = read("ARCHITECTURE.md").split(`\n### \`${tree}\`\n`)
  const [table = ""] = section.split("\n#", 1)
  return new Map(
    table
      .split("\n")
      .filter((line) => /^\| (?:`|\()/.test(line))
      .map((line) => line.split("|").map((cell) => cell.replaceAll("`", "").trim()))
      .map(([, folder = "", , imports = ""]) => [
        folder,
        new Set(imports.split(", ").filter((name) => name !== "")),
      ]),
  )
}

/** Removes the folders that import none of the remaining folders, until nothing or a cycle is left. */
const cycleIn = (folders: Folders): ReadonlyArray<string> => {
  const left = new Map(folders)
  const isLeaf = (folder: string) =>
    Array.from(folders.get(folder) ?? []).every((imported) => !left.has(imported))
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const folder of Array.from(left.keys()).filter(isLeaf)) left.delete(folder)
  }
  return Array.from(left.keys())
}

const problemsOf = (imports: Imports, folders: Folders): ReadonlyArray<string> => {
  const edges = Array.from(imports).flatMap(([file, imported]) =>
    imported.map((other) => ({ from: folderOf(file), to: folderOf(other), file })),
  )
  const found = new Set(Array.from(imports.keys(), folderOf))
  const cycle = cycleIn(folders)
  return [
    ...Array.from(found)
      .filter((folder) => !folders.has(folder))
      .map((folder) => `${folder} has no row`),
    ...Array.from(folders.keys())
      .filter((folder) => !found.has(folder))
      .map((folder) => `${folder} has a row, but no file`),
    ...edges
      .filter(({ from, to }) => from !== to && folders.get(from)?.has(to) === false)
      .map(({ from, to, file }) => `${from} may not import ${to}: ${file}`),
    ...Array.from(folders).flatMap(([folder, imported]) =>
      Array.from(imported)
        .filter((other) => !edges.some(({ from, to }) => from === folder && to === other))
        .map((other) => `${folder} may import ${other}, but does not`),
    ),
    ...(cycle.length > 0 ? [`a cycle: ${cycle.join(", ")}`] : []),
  ]
}

const trees = new Set(globSync("{apps,packages}/*/src/*/", { cwd: workspace }).map(dirname))

describe("The tables of folders in ARCHITECTURE.md", () => {
  it.for(Array.from(trees))("match the folders of %s, and imports go one way", (tree) => {
    assert.deepStrictEqual(problemsOf(importsOf(tree), foldersOf(tree)), [])
  })
})

describe("The check of the folders reports", () => {
  const imports: Imports = new Map([
    ["main.ts", ["a/A.ts"]],
    ["a/A.ts", ["a/Other.ts", "b/B.ts"]],
    ["b/B.ts", []],
  ])
  const folders: Folders = new Map([
    [inSrc, new Set(["a"])],
    ["a", new Set(["b"])],
    ["b", new Set()],
  ])

  it("nothing if the table matches the imports", () =>
    assert.deepStrictEqual(problemsOf(imports, folders), []))

  it("a reversed import of the server", () => {
    const server = importsOf("apps/server/src")
    const reversed = new Map(server).set("http/Probe.ts", ["graph/Resource.ts", "http/Cors.ts"])
    assert.deepStrictEqual(problemsOf(reversed, foldersOf("apps/server/src")), [
      "http may not import graph: http/Probe.ts",
    ])
  })

  it("a folder without a row, and a row without a folder", () => {
    const added = new Map(imports).set("c/C.ts", ["a/A.ts"])
    assert.deepStrictEqual(problemsOf(added, folders), ["c has no row"])
    assert.deepStrictEqual(problemsOf(imports, new Map(folders).set("c", new Set())), [
      "c has a row, but no file",
    ])
  })

  it("an allowed import that does not exist", () =>
    assert.deepStrictEqual(problemsOf(imports, new Map(folders).set(inSrc, new Set(["a", "b"]))), [
      "(src itself) may import b, but does not",
    ]))

  it("a cycle of allowed imports", () => {
    const cyclic = new Map(imports).set("b/B.ts", ["main.ts"])
    assert.deepStrictEqual(problemsOf(cyclic, new Map(folders).set("b", new Set([inSrc]))), [
      "a cycle: (src itself), a, b",
    ])
  })
})
