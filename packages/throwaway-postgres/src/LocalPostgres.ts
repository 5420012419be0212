/**
 * A PostgreSQL server on a free port of the loopback address, which can be killed and restarted.
 *
 * Its databases sort by language unless a column has another collation, as on most servers.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, mkdtemp, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDatabase } from "./Databases.ts"
import type { Postgres } from "./Postgres.ts"
import { postgresBinaries, postgresUser, run } from "./PostgresBinaries.ts"
import { watchOver } from "./Watchdog.ts"

export interface LocalPostgres extends Postgres {
  /** Kills the server with `kill -9`, and waits until all its processes are gone. */
  kill(): Promise<void>
  /** Restarts a killed server with the same data and port, and waits until it has recovered from the crash. */
  restart(): Promise<void>
}

const user = "postgres"
const password = "throwaway"

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("The system gave no port")
  return address.port
}

/** Waits until the server reports that it is ready. If it exits instead, it fails with the server's log. */
const untilReady = (server: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let log = ""
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text
      if (log.includes("ready to accept connections")) {
        log = ""
        resolve()
      }
    })
    server.once("error", reject)
    server.once("close", () => reject(new Error(`PostgreSQL did not start: ${log}`)))
  })

/** Starts a server. If it is not durable, it may lose data in a crash of the machine, and is faster. */
export const startLocalPostgres = async ({
  durable,
}: {
  readonly durable: boolean
}): Promise<LocalPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-postgres-"))
  const watchdog = watchOver(folder)
  const data = join(folder, "data")
  const passwordFile = join(folder, "password")

  const prepare = async () => {
    const owner = await postgresUser()
    const binaries = await postgresBinaries(owner, folder)
    await chmod(folder, 0o755)
    await writeFile(passwordFile, password)
    if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid)
    await run(
      binaries.initdb,
      [
        ...[`--pgdata=${data}`, `--username=${user}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
        ...["--no-sync", "--no-instructions", "--encoding=UTF8"],
        ...["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"],
      ],
      owner,
    )
    const port = await freePort()
    const settings = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      ...(!durable && { fsync: "off", full_page_writes: "off" }),
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const start = async () => {
      const server = spawn(binaries.postgres, ["-D", data, ...flags], {
        ...owner,
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
      })
      await untilReady(server)
      server.unref()
      return server
    }
    return { port, start, server: await start() }
  }

  try {
    const { port, start, ...started } = await prepare()
    let { server } = started
    const url = `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`
    return {
      url,
      newDatabase: () => makeDatabase(url),
      stop: () => watchdog.cleanUp(),
      kill: async () => {
        // All its processes share one pipe for messages, which closes when the last of them has exited.
        const gone = once(server, "close")
        // Without a reference, this process could exit while it waits.
        server.ref()
        server.kill("SIGKILL")
        await gone
      },
      restart: async () => {
        server = await start()
      },
    }
  } catch (error) {
    await watchdog.cleanUp()
    throw error
  }
}
