/**
 * Tests that the reports in `api` equal the exports of the packages. `pnpm api` updates the reports, so a change of the
 * exports is always deliberate.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { apiReport } from "../api/ApiReport.ts"
import { apiReports } from "../api/ApiReports.ts"
import { withDeclarations } from "../api/EmittedDeclarations.ts"

const folder = join(dirname(import.meta.dirname), "api")

let declarations: ReadonlyMap<string, string>
let reports: Readonly<Record<string, string>>

beforeAll(async () => {
  const read = new Map<string, string>()
  reports = await withDeclarations((readPath) =>
    apiReports((path) => {
      const text = readPath(path)
      read.set(path, text)
      return text
    }),
  )
  declarations = read
})

describe("The reports of exports", () => {
  it("exist for every published package that can be imported", () => {
    assert.deepStrictEqual(globSync("*.md", { cwd: folder }).sort(), Object.keys(reports).sort())
  })

  it.for(globSync("*.md", { cwd: folder }))("are up to date: %s (otherwise run `pnpm api`)", (file) => {
    assert.strictEqual(reports[file], readFileSync(join(folder, file), "utf8"))
  })
})

describe("A report shows", () => {
  const entry = "packages/domain/src/index.d.ts"
  const reportWith = (path: string, changed: string, to: string) =>
    apiReport(entry, (read) => {
      const text = declarations.get(read) ?? ""
      return read === path ? text.replace(changed, to) : text
    })

  it.for([
    [
      "a property that may no longer be null",
      "DomainJoinConnector",
      "Schema.NullOr<Schema.String>",
      "Schema.String",
    ],
    ["a removed export", "index", "isGuid", ""],
    ["a renamed export", "index", "isGuid", "isGuid as guid"],
    [
      "a change in a module that is mentioned but not exported",
      "DateTimeOffsetText",
      "=> string;",
      "=> number;",
    ],
  ] as const)("%s", ([, module, changed, to]) => {
    const report = apiReport(entry, (path) => declarations.get(path) ?? "")
    assert.include(reports["domain.md"], report)
    assert.notStrictEqual(reportWith(`packages/domain/src/${module}.d.ts`, changed, to), report)
  })
})
