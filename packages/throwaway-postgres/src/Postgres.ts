/** A PostgreSQL server for tests. */

export interface Postgres {
  /** The URL, with user and password, of a database that was empty when the server was started. */
  readonly url: string
  /** Creates another empty database, and returns its URL. */
  newDatabase(): Promise<string>
  /** Removes the databases, and the processes and files of a server that was started for them. */
  stop(): Promise<void>
}
