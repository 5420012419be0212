/** Provides the PostgreSQL server of the tests: the one at `DATABASE_URL`, or else a new one. */
import { dropDatabase, makeDatabase } from "./Databases.ts"
import { startLocalPostgres } from "./LocalPostgres.ts"
import type { Postgres } from "./Postgres.ts"

const databasesOf = async (server: string): Promise<Postgres> => {
  const made: Array<string> = []
  const newDatabase = async () => {
    const url = await makeDatabase(server)
    made.push(url)
    return url
  }
  return {
    url: await newDatabase(),
    newDatabase,
    stop: async () => {
      for (const url of made.splice(0)) await dropDatabase(server, url)
    },
  }
}

/** Starts a server that is not durable, or uses the one at `DATABASE_URL`. */
export const startPostgres = (): Promise<Postgres> => {
  const { DATABASE_URL } = process.env
  return DATABASE_URL ? databasesOf(DATABASE_URL) : startLocalPostgres({ durable: false })
}
