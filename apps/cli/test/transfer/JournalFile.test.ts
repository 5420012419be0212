import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import type { JournalHeader } from "../../src/transfer/Journal.ts"
import { type JournalSubject, openJournalFile } from "../../src/transfer/JournalFile.ts"

const subject: JournalSubject = { input: "sha256:1", format: "json", target: "http://127.0.0.1/beta" }

const none = Effect.succeed([])

const inFolder = <A, E>(use: (path: string) => Effect.Effect<A, E>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => use(join(folder, "a.journal")),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )

const openAt = (path: string, of: JournalSubject = subject) => Effect.scoped(openJournalFile(path, of, none))

/** When a process began, as Linux counts; nothing elsewhere. */
const startOf = (pid: number) =>
  existsSync("/proc/self/stat")
    ? (readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ")[19] ?? "")
    : ""

/** The id of a process that has ended. */
const deadProcess = () => spawnSync(process.execPath, ["-e", ""]).pid

const refusal = <A, E>(self: Effect.Effect<A, E>) =>
  Effect.map(Effect.result(self), (result) =>
    Result.isFailure(result) && result.failure instanceof Error ? JSON.stringify(result.failure) : "none",
  )

describe("A journal's file", () => {
  it.effect("holds what was recorded, and goes on behind it, without a line that is torn", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const journal = yield* openJournalFile(path, subject, Effect.succeed(["before"]))
            yield* journal.record([{ row: 1, state: "sending", key: "7" }])
          }),
        )
        writeFileSync(path, '{"row":1,"state":"crea', { flag: "a" })
        const journal = yield* Effect.scoped(
          Effect.gen(function* () {
            const journal = yield* openJournalFile(path, subject, Effect.die("The header is there"))
            yield* journal.record([{ row: 1, state: "created", id: "7" }])
            return journal
          }),
        )
        assert.deepStrictEqual(journal.before, ["before"])
        assert.deepStrictEqual(journal.states.get(1)?.entry, { row: 1, state: "created", id: "7" })
        const header: JournalHeader = { journal: "odj import", version: 1, ...subject, before: ["before"] }
        assert.deepStrictEqual(
          readFileSync(path, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line)),
          [header, { row: 1, state: "sending", key: "7" }, { row: 1, state: "created", id: "7" }],
        )
        assert.isFalse(existsSync(`${path}.lock`))
      }),
    ),
  )

  const others: ReadonlyArray<readonly [title: string, of: JournalSubject, message: string]> = [
    ["input", { ...subject, input: "sha256:2" }, "found that of another input"],
    ["format", { ...subject, format: "csv" }, "found that of another input"],
    [
      "target",
      { ...subject, target: "http://127.0.0.1:1/" },
      "found that of another target, http://127.0.0.1/beta",
    ],
  ]
  for (const [title, of, message] of others) {
    it.effect(`is refused to the import of another ${title}, and stays as it is`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          yield* openAt(path)
          const before = readFileSync(path)
          assert.include(yield* refusal(openAt(path, of)), message)
          assert.deepStrictEqual(readFileSync(path), before)
        }),
      ),
    )
  }

  it.effect("is never a file that is no journal", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        writeFileSync(path, "precious")
        assert.include(yield* refusal(openAt(path)), "Expected a journal")
        assert.strictEqual(readFileSync(path, "utf8"), "precious")
      }),
    ),
  )

  const locks: ReadonlyArray<readonly [title: string, holder: () => string, isHeld: boolean]> = [
    ["is held by a process that runs", () => `${process.ppid}@${hostname()}`, true],
    [
      "is held by a process that runs, and began when the lock says",
      () => `${process.ppid}@${hostname()}\n${startOf(process.ppid)}`,
      true,
    ],
    ["is held on another machine", () => `${deadProcess()}@elsewhere`, true],
    ["was left behind by a process that was killed", () => `${deadProcess()}@${hostname()}`, false],
    ["is empty, as a machine that lost its power leaves it", () => "", false],
    ["says what no import writes", () => "precious", false],
  ]
  for (const [title, holder, isHeld] of locks) {
    it.effect(`is ${isHeld ? "not opened" : "opened"} where its lock ${title}`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const text = holder()
          writeFileSync(`${path}.lock`, text)
          const refused = yield* refusal(openAt(path))
          const [name] = text.split("\n")
          const expected = `found the process ${name} (if no import runs, ${path}.lock may be removed)`
          assert.strictEqual(refused.includes(expected), isHeld)
          assert.strictEqual(refused === "none", !isHeld)
          assert.strictEqual(existsSync(path), !isHeld)
          assert.strictEqual(existsSync(`${path}.lock`), isHeld)
        }),
      ),
    )
  }

  it.effect.runIf(process.platform === "linux")(
    "is opened where its lock was left behind by a process whose id another one has got",
    () =>
      inFolder((path) =>
        Effect.gen(function* () {
          writeFileSync(`${path}.lock`, `${process.ppid}@${hostname()}\n1`)
          assert.strictEqual(yield* refusal(openAt(path)), "none")
        }),
      ),
  )

  it.effect.runIf(process.platform === "linux")(
    "is opened where its lock was left behind by a process that nobody has waited for",
    () =>
      inFolder((path) =>
        Effect.gen(function* () {
          // The shell becomes a program that waits for no child of the shell.
          const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"])
          const [pid] = yield* Effect.promise(() => once(parent.stdout.setEncoding("utf8"), "data"))
          const isZombie = () => readFileSync(`/proc/${pid.trim()}/stat`, "latin1").includes(") Z ")
          while (!isZombie()) yield* Effect.promise(() => new Promise(setImmediate))
          writeFileSync(`${path}.lock`, `${pid.trim()}@${hostname()}`)
          const refused = yield* refusal(openAt(path))
          parent.kill("SIGKILL")
          assert.strictEqual(refused, "none")
        }),
      ),
  )

  it.effect("is opened without what killed processes left beside its lock", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const killed = `${path}.lock.${deadProcess()}@${hostname()}`
        const running = `${path}.lock.${process.ppid}@${hostname()}`
        for (const left of [killed, `${killed}.moved`, running]) writeFileSync(left, "")
        yield* openAt(path)
        assert.deepStrictEqual(
          [killed, `${killed}.moved`, running].map((left) => existsSync(left)),
          [false, false, true],
        )
      }),
    ),
  )
})
