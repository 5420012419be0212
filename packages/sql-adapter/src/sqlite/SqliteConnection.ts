/**
 * The one connection to a SQLite file. After its disk has failed, it is closed, and opened anew by whoever needs it.
 *
 * When a commit has failed, the kernel may show what the disk does not hold. Nothing is read or written until the file
 * could be opened, and its log written into it and emptied.
 */
import type { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { type Clock, Exit } from "effect"
import { isDiskFailure, isNoRoom, SqliteUnusable, storeFailure, unknownOutcome } from "./SqliteFailure.ts"
import { type FileIdentity, fileAt, openSqliteFile, reopenSqliteFile } from "./SqliteFile.ts"
import { SqliteStatements } from "./SqliteStatements.ts"

/** How a transaction fails: nothing was changed, or that is not known. */
export type TransactionFailure = ConnectorStoreFull | ConnectorStoreUnavailable | CreateOutcomeUnknown

/** How long after an attempt to open the file there is no other, and after a look whether it is still there. */
const pause = 1_000_000_000n

export class SqliteConnection {
  readonly #path: string
  readonly #clock: Clock.Clock
  readonly #identity: FileIdentity | undefined
  #statements: SqliteStatements | undefined
  #nextLook: bigint
  #isGone = false
  #isClosed = false
  #nextAttempt: bigint | undefined

  /** Opens the file. Throws what {@link openSqliteFile} throws. */
  constructor(path: string, clock: Clock.Clock) {
    this.#path = path
    this.#clock = clock
    this.#statements = new SqliteStatements(openSqliteFile(path))
    this.#identity = fileAt(path)
    this.#nextLook = clock.monotonicTimeNanosUnsafe() + pause
  }

  /** The statements of the open database. Throws {@link SqliteUnusable} where there is none. */
  readonly statements = (): SqliteStatements => (this.#statements ??= this.#openAnew())

  /** Carries out some work in one transaction. */
  readonly transact = <A>(work: (statements: SqliteStatements) => A): Exit.Exit<A, TransactionFailure> => {
    let isCommitting = false
    try {
      this.#look()
      const statements = this.statements()
      statements.get("BEGIN IMMEDIATE").run()
      const answer = work(statements)
      isCommitting = true
      statements.get("COMMIT").run()
      return Exit.succeed(answer)
    } catch (cause) {
      const isOutcomeUnknown = isCommitting && !isNoRoom(cause)
      if (isOutcomeUnknown || isDiskFailure(cause)) this.#abandon()
      else this.#rollBack()
      const failure = isOutcomeUnknown ? unknownOutcome(cause) : storeFailure(cause)
      return failure === undefined ? Exit.die(cause) : Exit.fail(failure)
    }
  }

  /** Whether the database answers now. */
  readonly isReady = (): boolean => {
    try {
      this.#look()
      this.statements().get("SELECT count(*) FROM sqlite_schema").get()
      return true
    } catch {
      return false
    }
  }

  /** Closes the file for good. */
  close(): void {
    this.#isClosed = true
    this.#abandon()
  }

  /** Gives up a file that was removed, or that another stands for: what is kept in it would be gone with this process. */
  #look(): void {
    const now = this.#clock.monotonicTimeNanosUnsafe()
    if (now < this.#nextLook) return
    this.#nextLook = now + pause
    if (fileAt(this.#path) === this.#identity) return
    this.#isGone = true
    this.#abandon()
  }

  #rollBack(): void {
    try {
      // SQLite has done so itself after some failures.
      if (this.#statements?.database.isTransaction) this.#statements.get("ROLLBACK").run()
    } catch {
      this.#abandon()
    }
  }

  #abandon(): void {
    try {
      this.#statements?.database.close()
    } catch {
      // What was committed is in the log, from which whoever opens the file next reads it.
    }
    this.#statements = undefined
  }

  #openAnew(): SqliteStatements {
    if (this.#isClosed) throw new SqliteUnusable("The database is closed")
    // Whatever stands there later is not what was kept, though it may look like it: the system uses numbers again.
    if (this.#isGone)
      throw new SqliteUnusable("The file of the database was removed, or another took its place")
    const now = this.#clock.monotonicTimeNanosUnsafe()
    if (this.#nextAttempt === undefined || now >= this.#nextAttempt) {
      this.#nextAttempt = now + pause
      try {
        return new SqliteStatements(reopenSqliteFile(this.#path, this.#identity))
      } catch {
        // Its disk fails still: said below, as it is until the next attempt.
      }
    }
    throw new SqliteUnusable("The disk of the database has failed, and it can't be opened anew yet")
  }
}
