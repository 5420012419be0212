/**
 * Arrows between the folders of a source tree run one way, and ARCHITECTURE.md says which there are: its tables name every
 * folder, and every folder that it imports.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

/** The files of a tree by their paths in it, and what each imports of the others. */
type Imports = ReadonlyMap<string, ReadonlyArray<string>>

/** Rooms by their names, each with the rooms that it imports: the files of `src` that are in no folder are a room, too. */
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

/** The table below the heading of a tree: a row for each room. */
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

/** Takes away the rooms that import none of the others, until nothing or a cycle is left. */
const cycleIn = (rooms: Rooms): ReadonlyArray<string> => {
  const left = new Map(rooms)
  const isSettled = (room: string) =>
    Array.from(rooms.get(room) ?? []).every((imported) => !left.has(imported))
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const room of Array.from(left.keys()).filter(isSettled)) left.delete(room)
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

describe("The folders that ARCHITECTURE.md shows", () => {
  it.for(Array.from(trees))("are those of %s, with all their arrows, which run one way", (tree) => {
    assert.deepStrictEqual(problemsOf(importsOf(tree), roomsOf(tree)), [])
  })
})

describe("The check of the folders notices", () => {
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

  it("nothing where all is well", () => assert.deepStrictEqual(problemsOf(imports, rooms), []))

  it("an arrow of the server's that is turned round", () => {
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

  it("an arrow that is allowed for nothing", () =>
    assert.deepStrictEqual(problemsOf(imports, new Map(rooms).set(inSrc, new Set(["a", "b"]))), [
      "(src itself) may import b, and does not",
    ]))

  it("a cycle in which every arrow is allowed", () => {
    const round = new Map(imports).set("b/B.ts", ["main.ts"])
    assert.deepStrictEqual(problemsOf(round, new Map(rooms).set("b", new Set([inSrc]))), [
      "a cycle: (src itself), a, b",
    ])
  })
})
