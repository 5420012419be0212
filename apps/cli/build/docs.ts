/** Writes COMMANDS.md. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { commandsPage } from "./CommandsPage.ts"
import { helpDocs } from "./HelpDocs.ts"

writeFileSync(join(import.meta.dirname, "../COMMANDS.md"), commandsPage(await helpDocs))
