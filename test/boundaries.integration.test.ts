/**
 * Tests that the dependency rules are enforced: each row breaks one rule, and exactly the checks of that row must
 * report it.
 *
 * Turbo checks the dependencies between packages (`turbo.json`), and Biome checks the imports of a source file
 * (`biome.json`). Both report all violations, so all rows are checked in one copy of the workspace.
 */
import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const packages = globSync("packages/*", { cwd: workspace }).map((folder) => basename(folder))

/** The files that the checks read. The copy has an app for these tests only. */
const copied = [
  "{package.json,pnpm-workspace.yaml,turbo.json,biome.json,.gitignore}",
  "{packages/*,apps/*,reliability}/{package.json,turbo.json,src}",
]

const temporary = await mkdtemp(join(tmpdir(), "odj-boundaries-"))
afterAll(() => rm(temporary, { recursive: true }))

const copy = async () => {
  const folder = await mkdtemp(join(temporary, "copy-"))
  for (const path of globSync(copied, { cwd: workspace })) {
    await cp(join(workspace, path), join(folder, path), { recursive: true })
  }
  await write(
    folder,
    "apps/probe/package.json",
    `{ "name": "@odj/probe", "dependencies": { "effect": "*" } }`,
  )
  await write(folder, "apps/probe/turbo.json", `{ "extends": ["//"], "tags": ["app"] }`)
  await write(folder, "apps/probe/src/main.ts", "export const probe = 1\n")
  return folder
}

const write = async (folder: string, path: string, text: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}

const declare = async (folder: string, file: string, dependency: string) => {
  const path = file.replace(/(src|test)\/.*/, "package.json")
  const manifest = JSON.parse(await readFile(join(folder, path), "utf8"))
  manifest.dependencies = { ...manifest.dependencies, [dependency]: "workspace:^" }
  await write(folder, path, JSON.stringify(manifest))
}

/** Runs a tool in a folder. Returns its complaints: empty if it succeeded. */
const complaints = (folder: string, tool: string, ...args: ReadonlyArray<string>) =>
  new Promise<string>((resolve, reject) => {
    const { PATH, HOME } = process.env
    const options = { cwd: folder, env: { PATH, HOME, NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1" } }
    execFile(join(workspace, "node_modules/.bin", tool), args, options, (error, stdout, stderr) => {
      if (error === null) resolve("")
      else if (typeof error.code === "number") resolve(stdout + stderr)
      else reject(error)
    })
  })

const biome = (folder: string) =>
  complaints(folder, "biome", "lint", "--reporter=github", "--max-diagnostics=none")

/** The output without white space and boxes, because Turbo breaks lines inside names. */
const turbo = async (folder: string) =>
  (await complaints(folder, "turbo", "boundaries")).replaceAll(/[\s|]/g, "")

interface Violation {
  readonly file: string
  readonly code: string
  /** A dependency that the package of the file declares. */
  readonly declares?: string
  /** The complaint of Turbo. */
  readonly turbo?: string
  /** Whether Biome complains about the file. */
  readonly biome?: true
}

/** A package depends on another one against the rules: both checks report it. */
const depends = (name: string, dependency: string): Violation => ({
  file: `packages/${name}/src/Probe.ts`,
  code: `import "${dependency}"`,
  declares: dependency,
  turbo: `Package \`${dependency}\` found without any tag listed in allowlist for \`@odj/${name}\``,
  biome: true,
})

/** A package imports a module that any package may install: only Biome can report it. */
const imports = (name: string, module: string): Violation => ({
  file: `packages/${name}/src/Probe.ts`,
  code: `import "${module}"`,
  biome: true,
})

const violations: Record<string, Violation> = {
  "the domain imports the core": depends("domain", "@odj/core"),
  "the domain imports the wire": depends("domain", "@odj/graph-wire"),
  "the domain imports effect/http": imports("domain", "effect/http"),
  "the domain imports a type of effect/http": {
    ...imports("domain", "effect/http"),
    code: 'export type { HttpClient } from "effect/http"',
  },
  "the domain re-exports effect/http": {
    ...imports("domain", "effect/http"),
    code: 'export * from "effect/http"',
  },
  "the domain imports effect/http when it is used": {
    ...imports("domain", "effect/http"),
    code: 'export const http = () => import("effect/http")',
  },
  "the domain imports node:fs": imports("domain", "node:fs"),
  "the core imports an adapter": depends("core", "@odj/memory-adapter"),
  "the core imports the wire": depends("core", "@odj/graph-wire"),
  "the core imports the contract": depends("core", "@odj/connector-store-contract"),
  "the core imports effect/http": imports("core", "effect/http"),
  "the core imports node:crypto": imports("core", "node:crypto"),
  "the contract imports an adapter": depends("connector-store-contract", "@odj/memory-adapter"),
  "the wire imports the core": depends("graph-wire", "@odj/core"),
  "the wire imports effect/http": imports("graph-wire", "effect/http"),
  "the wire imports node:buffer": imports("graph-wire", "node:buffer"),
  "the memory adapter imports another adapter": depends("memory-adapter", "@odj/graph-adapter"),
  "the memory adapter imports the wire": depends("memory-adapter", "@odj/graph-wire"),
  "the memory adapter imports effect/crypto": imports("memory-adapter", "effect/crypto"),
  "the memory adapter imports node:crypto": imports("memory-adapter", "node:crypto"),
  "the memory adapter's source imports the contract": imports(
    "memory-adapter",
    "@odj/connector-store-contract",
  ),
  "the SQL adapter imports another adapter": depends("sql-adapter", "@odj/memory-adapter"),
  "the SQL adapter imports the wire": depends("sql-adapter", "@odj/graph-wire"),
  "the SQL adapter imports node:net": imports("sql-adapter", "node:net"),
  "the SQL adapter's source imports throwaway-postgres": imports("sql-adapter", "@odj/throwaway-postgres"),
  "the SQL adapter imports command-line": depends("sql-adapter", "@odj/command-line"),
  "command-line depends on an adapter": depends("command-line", "@odj/graph-adapter"),
  "command-line imports the core": imports("command-line", "@odj/core"),
  "command-line imports effect/cli": imports("command-line", "effect/cli"),
  "reading files of connectors imports node:buffer": {
    file: "packages/command-line/src/rows/Probe.ts",
    code: 'import "node:buffer"',
    biome: true,
  },
  ...Object.fromEntries(
    ["TestServer.ts", "server/Probe.ts"].map((file) => [
      `the published part of the server imports command-line in ${file}`,
      { file: `apps/server/src/${file}`, code: 'import "@odj/command-line"', biome: true } as const,
    ]),
  ),
  ...Object.fromEntries(
    ["node:fs", "effect/http", "@odj/memory-adapter", "@odj/server"].map((module) => [
      `the console imports ${module}`,
      { file: "apps/console/src/ui/Probe.ts", code: `import "${module}"`, biome: true } as const,
    ]),
  ),
  "throwaway-postgres imports the core": depends("throwaway-postgres", "@odj/core"),
  "the Graph adapter imports another adapter": depends("graph-adapter", "@odj/memory-adapter"),
  "the Graph adapter imports node:https": imports("graph-adapter", "node:https"),
  "the Graph adapter imports @effect/platform-node": {
    ...imports("graph-adapter", "@effect/platform-node"),
    declares: "@effect/platform-node",
  },
  "a package imports an undeclared dependency": {
    ...imports("domain", "@odj/sql-adapter"),
    turbo: "cannot import package `@odj/sql-adapter` because it is not a dependency",
  },
  "a package reaches into another by path": {
    file: "packages/core/src/Probe.ts",
    code: 'import "../../memory-adapter/src/index.ts"',
    turbo: "import `../../memory-adapter/src/index.ts` leaves the package",
  },
  "an app imports an adapter outside main.ts": {
    file: "apps/probe/src/Probe.ts",
    code: 'import "@odj/memory-adapter"',
    declares: "@odj/memory-adapter",
    biome: true,
  },
  "an app imports an adapter in the main.ts of a subfolder": {
    file: "apps/probe/src/server/main.ts",
    code: 'import "@odj/memory-adapter"',
    declares: "@odj/memory-adapter",
    biome: true,
  },
  ...Object.fromEntries(packages.map((name) => [`${name} imports an app`, depends(name, "@odj/probe")])),
}

/** The rows, each with a separate file. */
const rows = Object.entries(violations).map(([title, { file, ...row }], index) => ({
  title,
  file: file.replace("/Probe.ts", `/Probe${index}.ts`),
  ...row,
}))

describe("Biome", () => {
  const cases = rows.map(({ biome, ...row }) => ({
    verb: biome ? "reports" : "does not report",
    isReported: biome === true,
    ...row,
  }))
  let folder: string
  let found: string

  beforeAll(async () => {
    folder = await copy()
    for (const { file, code } of rows) await write(folder, file, `${code}\n`)
    found = await biome(folder)
  })

  it.for(cases)("$verb that $title", ({ file, isReported }) => {
    assert.strictEqual(found.includes(`lint/style/noRestrictedImports,file=${folder}/${file},`), isReported)
  })
})

describe("Turbo", () => {
  const cases = rows.flatMap(({ turbo, ...row }) =>
    turbo ? [{ complaint: turbo.replaceAll(" ", ""), ...row }] : [],
  )
  let found: string

  beforeAll(async () => {
    const folder = await copy()
    for (const { file, code, declares } of cases) {
      await write(folder, file, `${code}\n`)
      if (declares) await declare(folder, file, declares)
    }
    found = await turbo(folder)
  })

  it.for(cases)("reports that $title", ({ complaint }) => {
    assert.include(found, complaint)
  })
})

describe("The dependency rule allows", () => {
  it("this workspace", async () => {
    const folder = await copy()
    assert.strictEqual(await biome(folder), "")
    assert.strictEqual(await turbo(folder), "")
  })

  it("an app's main.ts to import adapters, the Graph adapter to use HTTP, and tests to import anything", async () => {
    const folder = await copy()
    const allowed = {
      "apps/probe/src/main.ts": ["@odj/memory-adapter", "@odj/graph-adapter"],
      "apps/probe/src/Probe.ts": ["@odj/core", "@odj/graph-wire", "node:fs", "effect/cli"],
      "apps/console/src/ui/Probe.ts": ["@odj/core", "@odj/domain", "@odj/graph-wire", "effect"],
      "apps/server/src/command/Probe.ts": ["@odj/command-line"],
      "packages/command-line/src/Probe.ts": ["@odj/domain", "@odj/graph-wire", "node:fs/promises"],
      "packages/command-line/src/rows/Probe.ts": ["@odj/core", "@odj/graph-wire"],
      "packages/graph-adapter/src/Probe.ts": ["@odj/core", "@odj/graph-wire", "effect/http"],
      "packages/graph-adapter/test/Probe.test.ts": ["@odj/connector-store-contract", "node:http"],
    }
    for (const [file, modules] of Object.entries(allowed)) {
      await write(folder, file, modules.map((module) => `import "${module}"\n`).join(""))
      for (const module of modules) if (module.startsWith("@odj/")) await declare(folder, file, module)
    }
    assert.strictEqual(await biome(folder), "")
    assert.strictEqual(await turbo(folder), "")
  })
})

it("Every package and app has one tag, with a rule in turbo.json", async () => {
  const read = async (path: string) => JSON.parse(await readFile(join(workspace, path), "utf8"))
  const rules = Object.keys((await read("turbo.json")).boundaries.tags)
  const owners = globSync("{packages/*,apps/*,reliability}/package.json", { cwd: workspace }).map(dirname)
  assert.isAtLeast(owners.length, packages.length)
  for (const owner of owners) {
    const { tags } = await read(`${owner}/turbo.json`)
    assert.isTrue(tags.length === 1 && rules.includes(tags[0]), `${owner} has the tags ${tags}`)
  }
})
