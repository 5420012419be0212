import { execFileSync } from "node:child_process"
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
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import type { JournalEntry, JournalSubject } from "../../src/transfer/Journal.ts"
import { openJournalFile, peekJournal } from "../../src/transfer/JournalFile.ts"

const rows = Array.from({ length: 500 }, (_, index) => ({
  row: index + 1,
  connector: { ...exampleConnector, version: String(index) },
}))

const subject: JournalSubject = { target: "http://127.0.0.1/beta", rows }

const inFolder = <A, E>(use: (path: string, folder: string) => Effect.Effect<A, E>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => use(join(folder, "a.journal"), folder),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )

const open = (path: string, of = subject) => openJournalFile(path, of)

const findEqual = () => Effect.succeed(["before"])
const openAgain = (path: string) =>
  openJournalFile(path, subject, () => Effect.die("The list was read already"))

const openAndClose = (path: string, of = subject) => Effect.scoped(open(path, of))

/** The names and bytes of the files of a folder. */
const filesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).map((file) =>
    file.isFile() ? [file.name, readFileSync(join(folder, file.name), "hex")] : [file.name],
  )

const sending: JournalEntry = { row: 1, state: "sending", key: "7" }
const created: JournalEntry = { row: 1, state: "created", id: "7" }

/** Makes a journal with an entry, as a killed process leaves it. */
const leaveAfterKill = (path: string, entry: JournalEntry) =>
  Effect.gen(function* () {
    const journal = yield* openJournalFile(`${path}.open`, subject, findEqual)
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

/** Asserts that an import and a dry run refuse the file, and leave the folder unchanged. */
const assertRefused = (path: string, folder: string, message: string, of = subject) =>
  Effect.gen(function* () {
    const before = filesIn(folder)
    for (const use of [openAndClose, peekJournal]) {
      assert.include(yield* refusalOf<unknown, unknown>(use(path, of)), message)
    }
    assert.deepStrictEqual(filesIn(folder), before)
  })

describe("A journal's file", () => {
  it.effect("has the recorded entries, and is the only file when it is closed", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        yield* Effect.gen(function* () {
          const journal = yield* openJournalFile(path, subject, findEqual)
          yield* journal.record([sending])
        }).pipe(Effect.scoped)
        assert.deepStrictEqual(readdirSync(folder), ["a.journal"])
        const { before, states } = yield* Effect.scoped(openAgain(path))
        assert.deepStrictEqual(before, ["before"])
        assert.deepStrictEqual(states.get(1), { entry: sending, key: "7" })
      }),
    ),
  )

  it.effect("has the entries of a killed process, and has them on the disk once it is open", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveAfterKill(path, sending)
        const { states } = yield* openAgain(path)
        assert.deepStrictEqual(states.get(1)?.entry, sending)
        // Only the journal, without its write-ahead log.
        copyFileSync(path, `${path}.copy`)
        assert.deepStrictEqual((yield* openAgain(`${path}.copy`)).states, states)
      }).pipe(Effect.scoped),
    ),
  )

  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    for (const target of ["empty", "missing"]) {
      const name = `a.journal${suffix}`
      it.effect(`is refused if ${name} is a symbolic link to a file that is ${target}`, () =>
        inFolder((path, folder) =>
          Effect.gen(function* () {
            if (target === "empty") writeFileSync(join(folder, target), "")
            symlinkSync(target, path + suffix)
            yield* assertRefused(path, folder, `${name} is a symbolic link. Remove the link`)
          }),
        ),
      )
    }
  }

  it.effect("is new if it was removed and its write-ahead log was not", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveAfterKill(path, sending)
        rmSync(path)
        assert.strictEqual((yield* open(path)).states.size, 0)
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("is refused while another import has it open", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const journal = yield* open(path)
        assert.include(yield* refusalOf(openAndClose(path)), `${path} is in use by another import`)
        yield* journal.record([sending])
        assert.strictEqual(journal.count("sending"), 1)
      }).pipe(Effect.scoped),
    ),
  )

  const subjects: ReadonlyArray<readonly [title: string, of: JournalSubject, message: string]> = [
    [
      "target",
      { ...subject, target: "http://127.0.0.1:1/" },
      "belongs to an import into http://127.0.0.1/beta",
    ],
  ]
  for (const [title, of, message] of subjects) {
    it.effect(`is refused for an import of another ${title}, and stays unchanged`, () =>
      inFolder((path, folder) =>
        Effect.gen(function* () {
          yield* openAndClose(path)
          yield* assertRefused(path, folder, message, of)
        }),
      ),
    )
  }

  const others: ReadonlyArray<readonly [title: string, make: (path: string) => void, message: string]> = [
    ["text", (path) => writeFileSync(path, "precious"), "is not a journal of `odj import`"],
    [
      "a journal of an earlier odj",
      (path) => writeFileSync(path, '{"journal":"odj import","version":1}\n'),
      "is a journal of an earlier odj",
    ],
    [
      "a journal of an earlier odj with rows by their numbers",
      (path) => {
        const database = new DatabaseSync(path)
        database.exec(
          `PRAGMA application_id = ${Buffer.from("odjj").readUInt32BE()}; CREATE TABLE entry (row)`,
        )
        database.close()
      },
      "is a journal of an earlier odj",
    ],
    [
      "the database of another program",
      (path) => {
        const database = new DatabaseSync(`${path}.open`)
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE precious (a)")
        for (const suffix of ["", "-wal"]) copyFileSync(`${path}.open${suffix}`, `${path}${suffix}`)
        database.close()
      },
      "is the database of another program",
    ],
    [
      "a damaged journal",
      (path) => {
        const bytes = longJournal(path)
        writeFileSync(path, bytes.fill(0xff, bytes.length - 4096))
      },
      "is a damaged journal",
    ],
    [
      "a truncated journal",
      (path) => writeFileSync(path, longJournal(path).subarray(0, 4096)),
      "is a damaged journal",
    ],
    ["a folder", (path) => mkdirSync(path), "it is a folder"],
    ["a pipe", (path) => execFileSync("mkfifo", [path]), "is a pipe or a device. Use another --journal."],
  ]
  for (const [title, make, message] of others) {
    it.effect(`is never ${title}, which stays unchanged`, () =>
      inFolder((path, folder) =>
        Effect.gen(function* () {
          make(path)
          yield* assertRefused(path, folder, message)
        }),
      ),
    )
  }

  it.effect("can't be created in a missing folder", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        assert.include(yield* refusalOf(openAndClose(join(path, "a.journal"))), "JournalFailed")
      }),
    ),
  )
})

describe("A related journal", () => {
  const related = (path: string) => ({ ...subject, related: [`${path}.other`, `${path}.text`, path] })

  for (const [state, entry] of [
    ["created", created],
    ["existing", { row: 1, state: "existing", id: "7" }],
  ] as const) {
    it.effect(`has rows that are there already, because they are ${state}`, () =>
      inFolder((path, folder) =>
        Effect.gen(function* () {
          writeFileSync(`${path}.text`, "no journal")
          yield* leaveAfterKill(`${path}.other`, entry)
          const before = filesIn(folder)
          const peeked = yield* peekJournal(path, related(path))
          assert.deepStrictEqual(filesIn(folder), before)
          const opened = yield* Effect.scoped(openJournalFile(path, related(path)))
          for (const { states } of [peeked, opened, yield* Effect.scoped(open(path))]) {
            assert.deepStrictEqual(
              [...states.values()].map(({ entry }) => entry),
              [{ row: 1, state: "existing", id: "7" }],
            )
          }
        }),
      ),
    )
  }

  it.effect("is not used if it belongs to another target", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveAfterKill(`${path}.other`, created)
        const { states } = yield* Effect.scoped(
          openJournalFile(path, { ...related(path), target: "http://127.0.0.2/beta" }),
        )
        assert.strictEqual(states.size, 0)
      }),
    ),
  )

  it.effect("has to be finished first if it may have created a row", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* leaveAfterKill(`${path}.other`, sending)
        const message = yield* refusalOf(Effect.scoped(openJournalFile(path, related(path))))
        assert.include(message, "a.journal.other is the journal of an import that may have created row 1")
      }),
    ),
  )

  it.effect("is refused while another import has it open", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const other = yield* open(`${path}.other`)
        yield* other.record([created])
        const message = yield* refusalOf(Effect.scoped(openJournalFile(path, related(path))))
        assert.include(message, "a.journal.other is in use by another import")
      }).pipe(Effect.scoped),
    ),
  )
})

describe("A dry run", () => {
  const peek = (path: string, folder: string) =>
    Effect.gen(function* () {
      const before = filesIn(folder)
      const { states } = yield* peekJournal(path, subject)
      assert.deepStrictEqual(filesIn(folder), before)
      return [...states.values()].map(({ entry }) => entry)
    })

  it.effect("finds no entries without a journal, and creates none", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* peek(path, folder), [])
      }),
    ),
  )

  it.effect("reads the entries of a killed process", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        yield* leaveAfterKill(path, sending)
        chmodSync(path, 0o400)
        assert.deepStrictEqual(yield* peek(path, folder), [sending])
      }),
    ),
  )

  it.effect("reads the entries of an import that is running", () =>
    inFolder((path, folder) =>
      Effect.gen(function* () {
        const journal = yield* open(path)
        yield* journal.record([sending])
        assert.deepStrictEqual(yield* peek(path, folder), [sending])
      }).pipe(Effect.scoped),
    ),
  )
})
