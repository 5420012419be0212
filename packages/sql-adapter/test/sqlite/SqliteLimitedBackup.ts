/** A process whose shell limits the size of its files. It copies one file to another, and prints why that fails. */
import { Effect } from "effect"
import { backup } from "../../src/sqlite/SqliteBackup.ts"

const [, , path = "", to = ""] = process.argv

const refused = Effect.flip(backup({ path, to }))

process.stdout.write(await Effect.runPromise(Effect.map(refused, ({ message }) => message)))
