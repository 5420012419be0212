/** A server loads the parts that only some servers have when they are needed. */
import { join, relative } from "node:path"
import { assert, it } from "@effect/vitest"
import { type OutputChunk, rolldown } from "rolldown"

const source = join(import.meta.dirname, "../../src")

const bundle = await rolldown({ input: join(source, "main.ts"), external: (id) => !/^[./]/.test(id) })
const { output } = await bundle.generate()
const chunks = new Map(
  output.flatMap(
    (file): ReadonlyArray<[string, OutputChunk]> => (file.type === "chunk" ? [[file.fileName, file]] : []),
  ),
)

/** The modules of a chunk, and of those that it imports at once. A module outside the sources has its name. */
const modulesOf = (name: string): ReadonlyArray<string> => {
  const chunk = chunks.get(name)
  if (chunk === undefined) return [name]
  return [...chunk.moduleIds.map((id) => relative(source, id)), ...chunk.imports.flatMap(modulesOf)]
}

const loaded = modulesOf(output.find((file) => file.type === "chunk" && file.isEntry)?.fileName ?? "")
const all = [...chunks.keys()].flatMap(modulesOf)

it("the command loads the test double only if a flag or a request for its control requires it", () => {
  assert.include(loaded, "server/Application.ts")
  assert.deepStrictEqual(
    loaded.filter((module) => /^(?:double|ledger|clock|faults|control)\//.test(module)).sort(),
    [
      "control/ControlAccess.ts",
      "control/ControlEntrance.ts",
      "control/ControlFailure.ts",
      "control/ControlOption.ts",
      "control/LazyControl.ts",
      "faults/Presets.ts",
    ],
  )
  assert.includeMembers(all, ["double/TestDouble.ts", "faults/Fault.ts", "control/Control.ts"])
})

it("the command loads the files of the console only when a browser comes", () => {
  assert.include(loaded, "console/ConsolePages.ts")
  const parts = ["console/LoadedFiles.ts", "console/ConsoleFile.ts", "@odj/console"]
  assert.deepStrictEqual(
    loaded.filter((module) => parts.includes(module)),
    [],
  )
  assert.includeMembers(all, parts)
})

it("the command loads a gateway and clients for other servers only when it needs them", () => {
  const parts = [
    "gateway/GatewayTenants.ts",
    "gateway/UpstreamExchanges.ts",
    "command/OutboundClient.ts",
    "command/AzureCredential.ts",
    "@effect/platform-node/NodeHttpClient",
    "@effect/platform-node/Undici",
    "@azure/identity",
  ]
  assert.deepStrictEqual(
    loaded.filter((module) => module.startsWith("gateway/") || parts.includes(module)),
    [],
  )
  assert.includeMembers(all, parts)
})

it("the command loads the reader of grants only for a server with grants", () => {
  assert.deepStrictEqual(loaded.filter((module) => /^(?:directory|input)\//.test(module)).sort(), [
    "directory/Directory.ts",
    "directory/GuidOf.ts",
    "directory/OpenedDirectory.ts",
    "directory/Username.ts",
  ])
  assert.include(all, "directory/ReadGrants.ts")
})

it("the command loads the sign-in pages only when a browser comes", () => {
  const parts = ["signin/SignInPages.ts", "signin/SignInStyle.ts", "signin/DeviceLoginPage.ts"]
  assert.deepStrictEqual(
    loaded.filter((module) => parts.includes(module)),
    [],
  )
  assert.includeMembers(all, parts)
})
