/**
 * A process's connection to a SQLite file. After a failure of the disk it is closed, and reopened when it is next needed.
 *
 * After a failed commit the kernel's cache may differ from the disk. So nothing is read or written until the file was
 * reopened and its log was written into the database.
 */

import type { DatabaseSync } from "node:sqlite"
import type { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { type Clock, Exit } from "effect"
import { isDiskFailure, isDiskFull, SqliteUnusable, storeFailure, unknownOutcome } from "./SqliteFailure.ts"
import {
  checkpoint,
  type FileIdentity,
  fileAt,
  openSqliteFile,
  reopenSqliteFile,
  requireWritable,
  type SqliteAccess,
  sqliteFileAt,
  startLog,
} from "./SqliteFile.ts"
import { lockSqliteFile } from "./SqliteLock.ts"
import { SqliteStatements } from "./SqliteStatements.ts"

/** How a transaction fails. Except after `CreateOutcomeUnknown`, nothing was changed. */
export type TransactionFailure = ConnectorStoreFull | ConnectorStoreUnavailable | CreateOutcomeUnknown

/** The pause between two attempts to reopen the file, and between two checks that it still exists, in nanoseconds. */
const pause = 1_000_000_000n

export class SqliteConnection {
  readonly #file: string
  readonly #clock: Clock.Clock
  readonly #identity: FileIdentity | undefined
  /** Held from the start by a connection that may write, and only during a migration by one that reads. */
  #lock: DatabaseSync | undefined
  #statements: SqliteStatements | undefined
  #nextCheck: bigint
  #isRemoved = false
  #isClosed = false
  #nextAttempt: bigint | undefined

  /** Opens the file. Throws what {@link sqliteFileAt} and {@link openSqliteFile} throw. */
  constructor(path: string, access: SqliteAccess, clock: Clock.Clock) {
    this.#file = sqliteFileAt(path, access)
    this.#clock = clock
    if (access !== "read") this.#lock = lockSqliteFile(this.#file)
    try {
      this.#statements = new SqliteStatements(openSqliteFile(this.#file, access))
    } catch (cause) {
      this.#lock?.close()
      throw cause
    }
    this.#identity = fileAt(this.#file)
    this.#nextCheck = clock.monotonicTimeNanosUnsafe() + pause
  }

  /** Lets a connection that only reads migrate the database. Throws if another process may write to it. */
  readonly allowMigration = (): void => {
    if (this.#lock !== undefined) return
    requireWritable(this.#file)
    this.#lock = lockSqliteFile(this.#file)
    this.statements().database.exec("PRAGMA query_only = OFF")
  }

  /** Starts the log of a connection that may write, once the database has its tables. */
  readonly startLog = (): void => {
    if (this.#lock !== undefined) startLog(this.statements().database)
  }

  /**
   * Writes the log into the database, so that the file alone is complete. Returns false if that has to be tried again.
   * A write does not wait for it.
   */
  readonly writeBack = (): boolean => {
    if (this.#statements === undefined) return true
    try {
      const { isBusy, log, checkpointed } = checkpoint(this.#statements.database, "PASSIVE")
      return !isBusy && log === checkpointed
    } catch {
      // The log keeps everything, and the next commit finds out whether the disk still fails.
      return false
    }
  }

  /** The statements of the open database. Throws {@link SqliteUnusable} if it can't be opened. */
  readonly statements = (): SqliteStatements => (this.#statements ??= this.#reopen())

  /** Runs work in one transaction. */
  readonly transact = <A>(work: (statements: SqliteStatements) => A): Exit.Exit<A, TransactionFailure> => {
    let isCommitting = false
    try {
      this.#checkFile()
      const statements = this.statements()
      statements.get("BEGIN IMMEDIATE").run()
      const result = work(statements)
      isCommitting = true
      statements.get("COMMIT").run()
      return Exit.succeed(result)
    } catch (cause) {
      const isOutcomeUnknown = isCommitting && !isDiskFull(cause)
      if (isOutcomeUnknown || isDiskFailure(cause)) this.#abandon()
      else this.#rollBack()
      const failure = isOutcomeUnknown ? unknownOutcome(cause) : storeFailure(cause)
      return failure === undefined ? Exit.die(cause) : Exit.fail(failure)
    }
  }

  /** Whether the database can be read at the moment. */
  readonly isReady = (): boolean => {
    try {
      this.#checkFile()
      this.statements().get("SELECT count(*) FROM sqlite_schema").get()
      return true
    } catch {
      return false
    }
  }

  /** Closes the file for good. */
  close(): void {
    this.#isClosed = true
    this.#leave()
  }

  /** Stops using a file that was removed or replaced: its connectors would be lost when this process ends. */
  #checkFile(): void {
    const now = this.#clock.monotonicTimeNanosUnsafe()
    if (now < this.#nextCheck) return
    this.#nextCheck = now + pause
    if (fileAt(this.#file) === this.#identity) return
    this.#isRemoved = true
    this.#leave()
  }

  #leave(): void {
    this.#abandon()
    this.#lock?.close()
    this.#lock = undefined
  }

  #rollBack(): void {
    try {
      // After some failures SQLite has rolled back by itself.
      if (this.#statements?.database.isTransaction) this.#statements.get("ROLLBACK").run()
    } catch {
      this.#abandon()
    }
  }

  #abandon(): void {
    try {
      this.#statements?.database.close()
    } catch {
      // Committed writes are in the log, which is read when the file is next opened.
    }
    this.#statements = undefined
  }

  #reopen(): SqliteStatements {
    if (this.#isClosed) throw new SqliteUnusable("The database is closed")
    // A later file at the path is another one, even with the same inode: the system reuses inodes.
    if (this.#isRemoved) throw new SqliteUnusable("The file of the database was removed or replaced")
    const now = this.#clock.monotonicTimeNanosUnsafe()
    if (this.#nextAttempt === undefined || now >= this.#nextAttempt) {
      this.#nextAttempt = now + pause
      try {
        return new SqliteStatements(reopenSqliteFile(this.#file, this.#identity))
      } catch {
        // The disk still fails. The error below reports it until the next attempt.
      }
    }
    throw new SqliteUnusable("The disk of the database has failed, and the database can't be reopened yet")
  }
}
