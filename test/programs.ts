/** Prepares the integration tests: bundles both programs from the current sources, and starts a PostgreSQL. */
import { execFile } from "node:child_process"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { startPostgres } from "../packages/throwaway-postgres/src/index.ts"

const startDatabase = async () => {
  const postgres = await startPostgres()
  process.env.DATABASE_URL = postgres.url
  return postgres
}

const build = async (app: string, script: string) => {
  const folder = join(import.meta.dirname, "../apps", app)
  await rm(join(folder, "dist"), { recursive: true, force: true })
  await promisify(execFile)(process.execPath, ["--run", script], { cwd: folder })
}

export default async () => {
  const made = await Promise.allSettled([startDatabase(), build("cli", "build"), build("server", "bundle")])
  // If one of these fails, only the tests that need it fail.
  for (const result of made) if (result.status === "rejected") console.error(result.reason)
  const [postgres] = made
  return () => (postgres.status === "fulfilled" ? postgres.value.stop() : undefined)
}
