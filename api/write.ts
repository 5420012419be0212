/** `pnpm api`: writes the reports of the present sources, which a test compares. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { apiReports } from "./ApiReports.ts"
import { withDeclarations } from "./EmittedDeclarations.ts"

for (const [file, text] of Object.entries(await withDeclarations(apiReports))) {
  writeFileSync(join(import.meta.dirname, file), text)
}
