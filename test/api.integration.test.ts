/** What the packages export is what the reports in `api` say: a change of it is made on purpose, by `pnpm api`. */
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
  it("are there for every published package that can be imported", () => {
    assert.deepStrictEqual(globSync("*.md", { cwd: folder }).sort(), Object.keys(reports).sort())
  })

  it.for(globSync("*.md", { cwd: folder }))(
    "say what the sources export: %s (else run `pnpm api`)",
    (file) => {
      assert.strictEqual(reports[file], readFileSync(join(folder, file), "utf8"))
    },
  )
})

describe("A report notices", () => {
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
    ["an export that is gone", "index", "isGuid", ""],
    ["an export under another name", "index", "isGuid", "isGuid as guid"],
    ["a module that is mentioned and not exported", "DateTimeOffsetText", "=> string;", "=> number;"],
  ] as const)("%s", ([, module, changed, to]) => {
    const report = apiReport(entry, (path) => declarations.get(path) ?? "")
    assert.include(reports["domain.md"], report)
    assert.notStrictEqual(reportWith(`packages/domain/src/${module}.d.ts`, changed, to), report)
  })
})
