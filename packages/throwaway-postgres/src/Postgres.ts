/** A PostgreSQL server to make databases on. */

export interface Postgres {
  /** A database that was empty when the server was started; with a user and a password in it. */
  readonly url: string
  /** Makes another empty database, and answers its URL. */
  newDatabase(): Promise<string>
  /** Leaves nothing behind: no database, and no process or file of a server of our own. */
  stop(): Promise<void>
}
