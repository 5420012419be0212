import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { JournalEntry, JournalSubject } from "../../src/transfer/Journal.ts"
import { openJournalFile, peekJournal } from "../../src/transfer/JournalFile.ts"

const subject: JournalSubject = { input: "sha256:1", format: "json", target: "http://127.0.0.1/beta" }

const inFolder = <A, E>(use: (path: string, folder: string) => Effect.Effect<A, E>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => use(join(folder, "a.journal"), folder),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )

const open = (path: string, of = subject) => openJournalFile(path, of, Effect.succeed([]))

const openAgain = (path: string) => openJournalFile(path, subject, Effect.die("The journal is begun already"))

const openAndClose = (path: string, of = subject) => Effect.scoped(open(path, of))

/** The names and bytes of the files of a folder. */
const filesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).map((file) =>
    file.isFile() ? [file.name, readFileSync(join(folder, file.name), "hex")] : [file.name],
  )

const sending: JournalEntry = { row: 1, state: "sending", key: "7" }
const created: JournalEntry = { row: 1, state: "created", id: "7" }

/** Leaves a journal behind, with that entry, as a process leaves it that is killed. */
const leaveBehind = (path: string, entry: JournalEntry) =>
  Effect.gen(function* () {
    const journal = yield* open(`${path}.open`)
    yield* journal.record([entry])
    for (const suffix of ["", "-wal"]) copyFileSync(`${path}.open${suffix}`, `${path}${suffix}`)
  }).pipe(Effect.scoped)

/** The bytes of a journal with rows on several pages. */
const longJournal = (path: string) => {
  const entries = Array.from({ length: 500 }, (_, index) => ({ ...created, row: index + 1 }))
  const made = Effect.flatMap(open(path), ({ record }) => record(entries))
  Effect.runSync(Effect.scoped(made))
  return readFileSync(path)
}

const refusalOf = <A, E>(self: Effect.Effect<A, E>) => Effect.map(Effect.flip(self), JSON.stringify)

/** Whether an import and a look are refused what is at the path, and leave the folder as it is. */
const assertRefused = (path: string, folder: string, message: string, of = subject) =>
  Effect.gen(function* () {
    const before = filesIn(folder)
    for (const use of [openAndClose, peekJournal]) {
      assert.include(yield* refusalOf<unknown, unknown>(use(path, of)), message)
    }
    assert.deepStrictEqual(filesIn(folder), before)
  })

describe("A journal's file", () => {
  it.effect("holds what was recorded, and is the only file when it is closed", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        yield* Effect.gen(function* () {
          const journal = yield* openJournalFile(path, subject, Effect.succeed(["before"]))
          yield* journal.record([sending])
        }).pipe(Effect.scoped)
        assert.deepStrictEqual(readdirSync(folder), ["a.journal"])
        const { before, states } = yield* Effect.scoped(openAgain(path))
        assert.deepStrictEqual(before, ["before"])
        assert.deepStrictEqual(states.get(1), { entry: sending, key: "7" })
      }),
    ),
  )

  it.effect("holds what a process recorded that was killed, and has it on the disk once it is open", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveBehind(path, sending)
        const { states } = yield* openAgain(path)
        assert.deepStrictEqual(states.get(1)?.entry, sending)
        // The journal itself, without the log beside it.
        copyFileSync(path, `${path}.copy`)
        assert.deepStrictEqual((yield* openAgain(`${path}.copy`)).states, states)
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("begins anew where it was removed, and its log was not", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveBehind(path, sending)
        rmSync(path)
        assert.strictEqual((yield* open(path)).states.size, 0)
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("is refused while another import has it open", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const journal = yield* open(path)
        assert.include(
          yield* refusalOf(openAndClose(path)),
          `${path}: Expected no other import with this journal`,
        )
        yield* journal.record([sending])
        assert.strictEqual(journal.count("sending"), 1)
      }).pipe(Effect.scoped),
    ),
  )

  const subjects: ReadonlyArray<readonly [title: string, of: JournalSubject, message: string]> = [
    ["input", { ...subject, input: "sha256:2" }, "found that of another input"],
    ["format", { ...subject, format: "csv" }, "found that of another input"],
    [
      "target",
      { ...subject, target: "http://127.0.0.1:1/" },
      "found that of another target, http://127.0.0.1/beta",
    ],
  ]
  for (const [title, of, message] of subjects) {
    it.effect(`is refused to the import of another ${title}, and stays as it is`, () =>
      inFolder((path, folder) =>
        Effect.gen(function* () {
          yield* openAndClose(path)
          yield* assertRefused(path, folder, `Expected the journal of this import, ${message}`, of)
        }),
      ),
    )
  }

  const others: ReadonlyArray<readonly [title: string, make: (path: string) => void, message: string]> = [
    ["text", (path) => writeFileSync(path, "precious"), "Expected a journal"],
    [
      "a journal of an earlier odj",
      (path) => writeFileSync(path, '{"journal":"odj import","version":1}\n'),
      "found one of an earlier odj",
    ],
    [
      "the database of another program",
      (path) => {
        const database = new DatabaseSync(`${path}.open`)
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE precious (a)")
        for (const suffix of ["", "-wal"]) copyFileSync(`${path}.open${suffix}`, `${path}${suffix}`)
        database.close()
      },
      "found the database of another program",
    ],
    [
      "a damaged journal",
      (path) => {
        const bytes = longJournal(path)
        writeFileSync(path, bytes.fill(0xff, bytes.length - 4096))
      },
      "Expected a journal, found one that is damaged",
    ],
    [
      "a journal that is cut short",
      (path) => writeFileSync(path, longJournal(path).subarray(0, 4096)),
      "Expected a journal, found one that is damaged",
    ],
    ["a folder", (path) => mkdirSync(path), "EISDIR"],
  ]
  for (const [title, make, message] of others) {
    it.effect(`is never ${title}, which stays as it is`, () =>
      inFolder((path, folder) =>
        Effect.gen(function* () {
          make(path)
          yield* assertRefused(path, folder, message)
        }),
      ),
    )
  }

  it.effect("can't be made where there is no folder for it", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        assert.include(yield* refusalOf(openAndClose(join(path, "a.journal"))), "JournalFailed")
      }),
    ),
  )
})

describe("A look at a journal's file", () => {
  const lookAt = (path: string, folder: string) =>
    Effect.gen(function* () {
      const before = filesIn(folder)
      const { states } = yield* peekJournal(path, subject)
      assert.deepStrictEqual(filesIn(folder), before)
      return [...states.values()].map(({ entry }) => entry)
    })

  it.effect("finds nothing where there is none, and makes none", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* lookAt(path, folder), [])
      }),
    ),
  )

  it.effect("sees what a process recorded that was killed", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        yield* leaveBehind(path, sending)
        chmodSync(path, 0o400)
        symlinkSync(path, `${path}.link`)
        for (const name of [path, `${path}.link`]) {
          assert.deepStrictEqual(yield* lookAt(name, folder), [sending])
        }
      }),
    ),
  )

  it.effect("sees what an import has recorded that has it open", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        const journal = yield* open(path)
        yield* journal.record([sending])
        assert.deepStrictEqual(yield* lookAt(path, folder), [sending])
      }).pipe(Effect.scoped),
    ),
  )
})
