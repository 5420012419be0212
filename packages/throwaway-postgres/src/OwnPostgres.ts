/**
 * A PostgreSQL server of our own on a free port of the loopback address, which can be killed and started again.
 *
 * Its databases sort by language unless a column says otherwise, as most servers' do.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, mkdtemp, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { takeCareOf } from "./Caretaker.ts"
import { makeDatabase } from "./Databases.ts"
import type { Postgres } from "./Postgres.ts"
import { postgresBinaries, postgresUser, run } from "./PostgresBinaries.ts"

export interface OwnPostgres extends Postgres {
  /** `kill -9` of the server; when it is done, all its processes are gone. */
  kill(): Promise<void>
  /** Starts a killed server again, on the same data and port; when it is done, what a crash leaves is recovered. */
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

/** Waits until the server says that it is ready; if it ends instead, fails with what it said. */
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

/** Starts a server. Unless it is durable, it takes no care to survive a crash of the machine, and is quicker. */
export const startOwnPostgres = async ({ durable }: { readonly durable: boolean }): Promise<OwnPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-postgres-"))
  const caretaker = takeCareOf(folder)
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
      stop: () => caretaker.clearAway(),
      kill: async () => {
        // Each of its processes holds the pipe of its messages: it closes with the last of them.
        const gone = once(server, "close")
        // What waits for it is not to end meanwhile, for want of anything else to wait for.
        server.ref()
        server.kill("SIGKILL")
        await gone
      },
      restart: async () => {
        server = await start()
      },
    }
  } catch (error) {
    await caretaker.clearAway()
    throw error
  }
}
