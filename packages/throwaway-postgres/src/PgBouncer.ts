/** PgBouncer in front of a PostgreSQL server, with its defaults, except that it asks for no password. */
import { spawn } from "node:child_process"
import { chmod, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "./FreePort.ts"
import { postgresUser, run } from "./PostgresBinaries.ts"
import { untilLogged } from "./UntilLogged.ts"
import { watchOver } from "./Watchdog.ts"

export interface PgBouncer {
  /** The URL of the server's database through the pooler. */
  readonly url: string
  stop(): Promise<void>
}

/** Debian installs it for root. */
const programs = ["pgbouncer", "/usr/sbin/pgbouncer"]

/** The program, or `undefined` if it is not installed. */
export const pgBouncerProgram = async (): Promise<string | undefined> => {
  for (const program of programs) {
    const isFound = await run(program, ["--version"]).then(
      () => true,
      () => false,
    )
    if (isFound) return program
  }
  return undefined
}

/** Starts it in front of the server at a URL. Further `settings` are lines of its configuration. */
export const startPgBouncer = async (
  url: string,
  settings: Readonly<Record<string, string | number>>,
): Promise<PgBouncer> => {
  const program = await pgBouncerProgram()
  if (program === undefined) throw new Error("PgBouncer is not installed")
  const folder = await mkdtemp(join(tmpdir(), "odj-pgbouncer-"))
  const watchdog = watchOver(folder, "pid")
  const { hostname, port, username, password, pathname } = new URL(url)
  const ownPort = await freePort()
  const all = {
    listen_addr: "127.0.0.1",
    listen_port: ownPort,
    unix_socket_dir: "",
    auth_type: "any",
    pidfile: join(folder, "pid"),
    ...settings,
  }
  const lines = [
    "[databases]",
    `* = host=${hostname} port=${port} user=${username} password=${password}`,
    "[pgbouncer]",
    ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
  ]
  const file = join(folder, "pgbouncer.ini")
  await writeFile(file, lines.join("\n"))
  // It refuses to run as root, and runs as a user who has to write its pid.
  await chmod(folder, 0o777)
  const pooler = spawn(program, [file], { ...(await postgresUser()), stdio: ["ignore", "ignore", "pipe"] })
  await untilLogged("PgBouncer", pooler, /process up/).catch(async (error) => {
    await watchdog.cleanUp()
    throw error
  })
  pooler.unref()
  return { url: `postgresql://odj@127.0.0.1:${ownPort}${pathname}`, stop: () => watchdog.cleanUp() }
}
