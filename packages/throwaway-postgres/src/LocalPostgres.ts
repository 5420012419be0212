/**
 * A PostgreSQL server on a free port of the loopback address, which can be killed and restarted.
 *
 * Its databases sort by language unless a column has another collation, as on most servers.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDatabase } from "./Databases.ts"
import { freePort } from "./FreePort.ts"
import type { Postgres } from "./Postgres.ts"
import { postgresBinaries, postgresUser, run } from "./PostgresBinaries.ts"
import { untilLogged } from "./UntilLogged.ts"
import { watchOver } from "./Watchdog.ts"

export interface LocalPostgres extends Postgres {
  /** Kills the server with `kill -9`, and waits until all its processes are gone. */
  kill(): Promise<void>
  /**
   * Restarts a killed server with the same data and port, and waits until it has recovered from the crash. As a
   * standby it is read-only until it is promoted.
   */
  restart(as?: "standby"): Promise<void>
}

/** Texts in PEM. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
  /** The authority that signs the certificates of clients, who then need one. */
  readonly clientAuthority?: string
}

const user = "postgres"
const password = "throwaway"

const signInWithCertificate = "hostssl all all all scram-sha-256 clientcert=verify-ca\n"

/** Starts a server. If it is not durable, it may lose data in a crash of the machine, and is faster. */
export const startLocalPostgres = async ({
  durable,
  tls,
}: {
  readonly durable: boolean
  readonly tls?: ServerTls
}): Promise<LocalPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-postgres-"))
  const watchdog = watchOver(folder, join("data", "postmaster.pid"))
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
    /** Writes a file that only the server's user can read, and returns its path. */
    const own = async (name: string, text: string) => {
      const path = join(data, name)
      await writeFile(path, text, { mode: 0o600 })
      if (owner.uid !== undefined && owner.gid !== undefined) await chown(path, owner.uid, owner.gid)
      return path
    }
    const port = await freePort()
    const { clientAuthority } = tls ?? {}
    if (clientAuthority !== undefined) await own("pg_hba.conf", signInWithCertificate)
    const settings = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      ...(!durable && { fsync: "off", full_page_writes: "off" }),
      ...(tls !== undefined && {
        ssl: "on",
        ssl_cert_file: await own("server.crt", tls.certificate),
        ssl_key_file: await own("server.key", tls.key),
      }),
      ...(clientAuthority !== undefined && { ssl_ca_file: await own("clients.crt", clientAuthority) }),
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const start = async () => {
      const server = spawn(binaries.postgres, ["-D", data, ...flags], {
        ...owner,
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
      })
      await untilLogged("PostgreSQL", server, /ready to accept (read-only )?connections/)
      server.unref()
      return server
    }
    return { port, own, start, server: await start() }
  }

  try {
    const { port, own, start, ...started } = await prepare()
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
      restart: async (as) => {
        if (as === "standby") await own("standby.signal", "")
        server = await start()
      },
    }
  } catch (error) {
    await watchdog.cleanUp()
    throw error
  }
}
