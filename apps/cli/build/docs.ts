/** Writes COMMANDS.md. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { commandDocs } from "./CommandDocs.ts"
import { commandsPage } from "./CommandsPage.ts"

writeFileSync(join(import.meta.dirname, "../COMMANDS.md"), commandsPage(await commandDocs))
