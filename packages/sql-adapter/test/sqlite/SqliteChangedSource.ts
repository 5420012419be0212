/**
 * A process with an ordinary user's permissions that copies one file to another, and prints why that fails. The source,
 * whose descriptor is 3, is written to meanwhile, as by a server that starts.
 */
import { promises, writeSync } from "node:fs"
import { Effect } from "effect"
import { backup } from "../../src/sqlite/SqliteBackup.ts"

const [, , path = "", to = ""] = process.argv

// Permissions do not bind root.
if (process.getuid?.() === 0) process.setuid?.(65_534)

const { open } = promises
promises.open = (name, ...rest) => {
  // What the file begins with, so that only the time of its last change differs.
  if (String(name).endsWith(".tmp")) writeSync(3, "SQLite", 0)
  return open(name, ...rest)
}

const refused = Effect.flip(backup({ path, to }))

process.stdout.write(await Effect.runPromise(Effect.map(refused, ({ message }) => message)))
