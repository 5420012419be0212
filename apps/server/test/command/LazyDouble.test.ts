/** A server loads the parts that only some servers have when they are needed. */
import { join, relative } from "node:path"
import { assert, it } from "@effect/vitest"
import { type OutputChunk, rolldown } from "rolldown"

const source = join(import.meta.dirname, "../../src")

it("the command loads the test double, the reader of grants and the sign-in pages only when they are needed", async () => {
  const bundle = await rolldown({ input: join(source, "main.ts"), external: (id) => !/^[./]/.test(id) })
  const { output } = await bundle.generate()
  const chunks = new Map(
    output.flatMap(
      (file): ReadonlyArray<[string, OutputChunk]> => (file.type === "chunk" ? [[file.fileName, file]] : []),
    ),
  )
  /** The modules of a chunk, and of those that it imports at once. */
  const modulesOf = (name: string): ReadonlyArray<string> => {
    const { imports = [], moduleIds = [] } = chunks.get(name) ?? {}
    return [...moduleIds.map((id) => relative(source, id)), ...imports.flatMap(modulesOf)]
  }
  const entry = output.find((file) => file.type === "chunk" && file.isEntry)
  const loaded = modulesOf(entry?.fileName ?? "")
  assert.include(loaded, "server/Application.ts")
  assert.deepStrictEqual(
    loaded
      .filter((module) => /^(?:double|ledger|clock|faults|control|directory|input)\//.test(module))
      .sort(),
    [
      "control/ControlOption.ts",
      "directory/Directory.ts",
      "directory/GuidOf.ts",
      "directory/OpenedDirectory.ts",
      "faults/Presets.ts",
    ],
  )
  assert.notInclude(loaded, "signin/SignInPages.ts")
  assert.notInclude(loaded, "signin/SignInStyle.ts")
  const all = [...chunks.keys()].flatMap(modulesOf)
  assert.includeMembers(all, [
    "double/TestDouble.ts",
    "faults/Fault.ts",
    "control/Control.ts",
    "directory/ReadGrants.ts",
    "signin/SignInPages.ts",
  ])
})
