/** `pnpm api`: writes the reports of the current sources. A test fails if they are out of date. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { apiReports } from "./ApiReports.ts"
import { withDeclarations } from "./EmittedDeclarations.ts"

for (const [file, text] of Object.entries(await withDeclarations(apiReports))) {
  writeFileSync(join(import.meta.dirname, file), text)
}
