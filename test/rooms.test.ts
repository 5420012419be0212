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

/** The rooms of a tree, each with the rooms that it imports. A room is a folder, or all files of `src` that are in no folder. */
type Rooms = ReadonlyMap<string, ReadonlySet<string>>

const inSrc = "(src itself)"

const roomOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : inSrc)

const importsOf = (tree: string): Imports =>
  new Map(
    globSync("**/*.ts", { cwd: join(workspace, tree) }).map((file) => [
      file,
      Array.from(read(join(tree, file)).matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g), ([, path = ""]) =>
        join(dirname(file), path),
      ).filter((path) => !path.startsWith("..")),
    ]),
  )

/** The table under the heading of a tree, which has a row for each room. */
const roomsOf = (tree: string): Rooms => {
  const [, section = ""] = read("ARCHITECTURE.md").split(`\n### \`${tree}\`\n`)
  const [table = ""] = section.split("\n#", 1)
  return new Map(
    table
      .split("\n")
      .filter((line) => /^\| (?:`|\()/.test(line))
      .map((line) => line.split("|").map((cell) => cell.replaceAll("`", "").trim()))
      .map(([, room = "", , imports = ""]) => [
        room,
        new Set(imports.split(", ").filter((name) => name !== "")),
      ]),
  )
}

/** Removes rooms without imports from the others, until nothing or a cycle is left. */
const cycleIn = (rooms: Rooms): ReadonlyArray<string> => {
  const left = new Map(rooms)
  const isLeaf = (room: string) => Array.from(rooms.get(room) ?? []).every((imported) => !left.has(imported))
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const room of Array.from(left.keys()).filter(isLeaf)) left.delete(room)
  }
  return Array.from(left.keys())
}

const problemsOf = (imports: Imports, rooms: Rooms): ReadonlyArray<string> => {
  const arrows = Array.from(imports).flatMap(([file, imported]) =>
    imported.map((other) => ({ from: roomOf(file), to: roomOf(other), file })),
  )
  const found = new Set(Array.from(imports.keys(), roomOf))
  const cycle = cycleIn(rooms)
  return [
    ...Array.from(found)
      .filter((room) => !rooms.has(room))
      .map((room) => `${room} has no row`),
    ...Array.from(rooms.keys())
      .filter((room) => !found.has(room))
      .map((room) => `${room} has a row and no file`),
    ...arrows
      .filter(({ from, to }) => from !== to && rooms.get(from)?.has(to) === false)
      .map(({ from, to, file }) => `${from} may not import ${to}: ${file}`),
    ...Array.from(rooms).flatMap(([room, imported]) =>
      Array.from(imported)
        .filter((other) => !arrows.some(({ from, to }) => from === room && to === other))
        .map((other) => `${room} may import ${other}, and does not`),
    ),
    ...(cycle.length > 0 ? [`a cycle: ${cycle.join(", ")}`] : []),
  ]
}

const trees = new Set(globSync("{apps,packages}/*/src/*/", { cwd: workspace }).map(dirname))

describe("The tables of folders in ARCHITECTURE.md", () => {
  it.for(Array.from(trees))("match the folders of %s, and imports go one way", (tree) => {
    assert.deepStrictEqual(problemsOf(importsOf(tree), roomsOf(tree)), [])
  })
})

describe("The check of the folders reports", () => {
  const imports: Imports = new Map([
    ["main.ts", ["a/A.ts"]],
    ["a/A.ts", ["a/Other.ts", "b/B.ts"]],
    ["b/B.ts", []],
  ])
  const rooms: Rooms = new Map([
    [inSrc, new Set(["a"])],
    ["a", new Set(["b"])],
    ["b", new Set()],
  ])

  it("nothing if all is well", () => assert.deepStrictEqual(problemsOf(imports, rooms), []))

  it("a reversed import of the server", () => {
    const server = importsOf("apps/server/src")
    const turned = new Map(server).set("http/Probe.ts", ["graph/Resource.ts", "http/Cors.ts"])
    assert.deepStrictEqual(problemsOf(turned, roomsOf("apps/server/src")), [
      "http may not import graph: http/Probe.ts",
    ])
  })

  it("a folder without a row, and a row without a folder", () => {
    const added = new Map(imports).set("c/C.ts", ["a/A.ts"])
    assert.deepStrictEqual(problemsOf(added, rooms), ["c has no row"])
    assert.deepStrictEqual(problemsOf(imports, new Map(rooms).set("c", new Set())), [
      "c has a row and no file",
    ])
  })

  it("an allowed import that does not exist", () =>
    assert.deepStrictEqual(problemsOf(imports, new Map(rooms).set(inSrc, new Set(["a", "b"]))), [
      "(src itself) may import b, and does not",
    ]))

  it("a cycle of allowed imports", () => {
    const round = new Map(imports).set("b/B.ts", ["main.ts"])
    assert.deepStrictEqual(problemsOf(round, new Map(rooms).set("b", new Set([inSrc]))), [
      "a cycle: (src itself), a, b",
    ])
  })
})
