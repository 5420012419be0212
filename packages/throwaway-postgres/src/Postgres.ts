/** A PostgreSQL server to make databases on: the one that `DATABASE_URL` names, or else one of our own. */
import { dropDatabase, makeDatabase } from "./Databases.ts"
import { startOwnPostgres } from "./OwnPostgres.ts"

export interface Postgres {
  /** A database that was empty when the server was started; with a user and a password in it. */
  readonly url: string
  /** Makes another empty database, and answers its URL. */
  newDatabase(): Promise<string>
  /** Leaves nothing behind: no database, and no process or file of a server of our own. */
  stop(): Promise<void>
}

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
