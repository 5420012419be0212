/**
 * A journal in a file, for one import at a time.
 *
 * What an append has begun and not finished stays a torn last line: no append follows one that failed.
 */
import { type FileHandle, open, readFile } from "node:fs/promises"
import { dirname } from "node:path"
import { UsageInvalid } from "@odj/command-line"
import { Effect, Result, Semaphore } from "effect"
import { hold } from "./FileLock.ts"
import { JournalFailed, type JournalHeader, type JournalLog, readJournal, writeJournal } from "./Journal.ts"
import { openJournal } from "./OpenJournal.ts"

const failed = (error: unknown) => new JournalFailed({ reason: (error as Error).message })

const attempt = <A>(run: () => Promise<A>) => Effect.tryPromise({ try: run, catch: failed })

const contentOf = (path: string): Promise<Uint8Array | undefined> =>
  readFile(path).catch((error) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

/** A new file is on disk once its directory is. Where a system does not let one say so, it is up to the system. */
const syncDirectory = async (path: string) => {
  const directory = await open(dirname(path), "r").catch(() => undefined)
  await directory?.sync().catch(() => undefined)
  await directory?.close()
}

const logTo = (file: FileHandle): JournalLog => {
  const oneAtATime = Semaphore.makeUnsafe(1)
  let failure: JournalFailed | undefined
  return (text, isDurable) =>
    Effect.suspend(() => {
      if (failure !== undefined) return Effect.fail(failure)
      return attempt(async () => {
        await file.appendFile(text)
        if (isDurable) await file.datasync()
      })
    }).pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          failure = error
        }),
      ),
      Effect.uninterruptible,
      oneAtATime.withPermit,
    )
}

/** What a journal is of. */
export type JournalSubject = Pick<JournalHeader, "input" | "format" | "target">

const difference = (found: JournalHeader, subject: JournalSubject): string | undefined => {
  if (found.input !== subject.input || found.format !== subject.format) return "another input"
  return found.target === subject.target ? undefined : `another target, ${found.target}`
}

const refuse = (path: string, message: string) => UsageInvalid.of("--journal", `${path}: ${message}`)

/** Reads what the journal of an import holds, if there is one; refuses one that is not its own. */
const readOwn = (path: string, bytes: Uint8Array, subject: JournalSubject) => {
  const content = readJournal(bytes)
  if (Result.isFailure(content)) return Effect.fail(refuse(path, content.failure))
  const other = content.success && difference(content.success.header, subject)
  return other === undefined
    ? Effect.succeed(content.success)
    : Effect.fail(refuse(path, `Expected the journal of this import, found that of ${other}`))
}

/** What the journal of an import holds, without opening it to write; `undefined` where there is none. */
export const peekJournal = Effect.fnUntraced(function* (path: string, subject: JournalSubject) {
  const bytes = yield* attempt(() => contentOf(path))
  return bytes && (yield* readOwn(path, bytes, subject))
})

/**
 * Opens the journal of an import, and makes it where there is none: `before` is asked for only then. It is held, and
 * its file open, as long as the scope is.
 */
export const openJournalFile = Effect.fnUntraced(function* <E, R>(
  path: string,
  subject: JournalSubject,
  before: Effect.Effect<ReadonlyArray<string>, E, R>,
) {
  yield* hold(`${path}.lock`).pipe(
    Effect.catchTags({
      Locked: ({ path: lock, holder }) => {
        const found = `found the process ${holder} (if no import runs, ${lock} may be removed)`
        return Effect.fail(refuse(path, `Expected no other import with this journal, ${found}`))
      },
      LockFailed: ({ reason }) => Effect.fail(new JournalFailed({ reason })),
    }),
  )
  const file = yield* Effect.acquireRelease(
    attempt(() => open(path, "a+")),
    (file) => Effect.promise(() => file.close()),
  )
  const content = yield* readOwn(path, yield* attempt(() => file.readFile()), subject)
  yield* attempt(() => file.truncate(content?.length ?? 0))
  const log = logTo(file)
  if (content !== undefined) return openJournal(content.header.before, content.entries, log)
  const header: JournalHeader = { journal: "odj import", version: 1, ...subject, before: yield* before }
  yield* log(writeJournal([header]), true)
  yield* attempt(() => syncDirectory(path))
  return openJournal(header.before, [], log)
})
