/** Starts the PostgreSQL server that tests run on: the one that `DATABASE_URL` names, or else one of our own. */
import { dropDatabase, makeDatabase } from "./Databases.ts"
import { startOwnPostgres } from "./OwnPostgres.ts"
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

/** Starts a server which forgets everything when the machine stops, or uses the one that `DATABASE_URL` names. */
export const startPostgres = (): Promise<Postgres> => {
  const { DATABASE_URL } = process.env
  return DATABASE_URL ? databasesOf(DATABASE_URL) : startOwnPostgres({ durable: false })
}
