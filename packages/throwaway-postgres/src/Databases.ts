/** Creates and drops databases on a server. */
import { randomBytes } from "node:crypto"
import { requireOfPackage } from "./PostgresBinaries.ts"

interface Client {
  connect(): Promise<void>
  query(sql: string): Promise<unknown>
  end(): Promise<void>
}

const { Client }: { Client: new (config: { connectionString: string }) => Client } = requireOfPackage("pg")

const execute = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Creates an empty database on the server, and returns its URL. */
export const makeDatabase = async (server: string): Promise<string> => {
  const name = `odj_${randomBytes(8).toString("hex")}`
  await execute(server, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Drops a database of {@link makeDatabase}, even if there are connections to it. */
export const dropDatabase = (server: string, url: string): Promise<void> =>
  execute(server, `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
