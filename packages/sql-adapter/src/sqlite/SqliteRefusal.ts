/** Why a database is refused, after an error of SQLite or the system while it was opened. */
import { Effect, Predicate } from "effect"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { resultCode } from "./SqliteFailure.ts"

/** The reasons for refusal, by SQLite's primary result code or the system's error code. */
const reasons: Readonly<Record<string | number, string>> = {
  // A syntax error: only the keywords of the tables can be unknown here.
  1: "it needs SQLite 3.37 or later",
  5: "another process is using it",
  8: "it is read-only",
  10: "its disk fails",
  11: "it is damaged",
  13: "its disk is full",
  14: "it can't be opened: check the permissions of the file and its folder",
  26: "it is not a SQLite database",
  EACCES: "it can't be opened: check the permissions of the file and its folder",
  EPERM: "it can't be opened: check the permissions of the file and its folder",
  EROFS: "it is read-only",
  ENOSPC: "its disk is full",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  ELOOP: "it is a link that leads to itself",
  ENAMETOOLONG: "its path is too long",
}

const readOnlyCodes: ReadonlySet<unknown> = new Set([8, "EACCES", "EPERM", "EROFS"])

/** Whether the file, or its folder, can't be written. */
export const isReadOnly = (cause: unknown): boolean =>
  readOnlyCodes.has(resultCode(cause) & 0xff) ||
  (Predicate.hasProperty(cause, "code") && readOnlyCodes.has(cause.code))

/** Whether a file that SQLite needs is missing or can't be read. */
export const isUnopenable = (cause: unknown): boolean => (resultCode(cause) & 0xff) === 14

/** The reason for an error of SQLite or the system; `undefined` for any other, which is a defect. */
export const reasonOf = (cause: unknown): string | undefined =>
  Predicate.hasProperty(cause, "code")
    ? (reasons[resultCode(cause) & 0xff] ?? reasons[String(cause.code)] ?? "it can't be opened")
    : undefined

/** Refuses a database. An error without a reason is a defect. */
export const refuse = (cause: unknown): Effect.Effect<never, DatabaseRefused> => {
  if (cause instanceof DatabaseRefused) return Effect.fail(cause)
  const message = reasonOf(cause)
  return message === undefined ? Effect.die(cause) : new DatabaseRefused({ message })
}
