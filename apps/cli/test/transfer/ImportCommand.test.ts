import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it, onTestFinished, vi } from "@effect/vitest"
import {
  ConnectorNotFound,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Effect, Fiber, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { KnownSecrets } from "../../src/secrets/KnownSecrets.ts"
import { odj, storeOf } from "../commandLine.ts"

const connector = exampleConnector

const inFolder = <A, E, R>(use: (path: (name: string) => string) => Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => use((name) => join(folder, name)),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )

const writeRows = (path: string, rows: ReadonlyArray<unknown>) =>
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""))

const none = { total: 0, created: 0, alreadyCreated: 0, rejected: 0, unsettled: 0 }

/** The result of an import with these counts; the others are 0. */
const counts = (given: Partial<typeof none>) => ({ ...none, ...given })

const local = ["--url", "http://127.0.0.1:1/beta"]

const rows = [
  { ...connector, id: "a" },
  { ...connector, state: "paused" },
  connector,
  { ...connector, id: "a" },
]

describe("odj import", () => {
  it.effect("creates the valid rows, and writes the others to a file with the reasons", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, rows)
        const store = yield* storeOf([])
        const { exitCode, out, err } = yield* odj(["import", file, ...local, "-o", "ndjson"], { store })
        assert.strictEqual(exitCode, 7)
        assert.deepStrictEqual(JSON.parse(out), counts({ total: 4, created: 2, rejected: 2 }))
        assert.deepStrictEqual(err.split("\n"), [
          'row 2: state: Unknown state "paused". Use active, error or inactive',
          "row 4: id: Same as in row 1",
          `4 rows: 2 created, 0 already created, 2 rejected, 0 not finished. Correct the rows in ${file}.rejected.ndjson and import that file`,
        ])
        const rejected = readFileSync(`${file}.rejected.ndjson`, "utf8").trim().split("\n")
        if (process.platform !== "win32") {
          assert.strictEqual(statSync(`${file}.rejected.ndjson`).mode & 0o777, 0o600)
        }
        assert.deepStrictEqual(JSON.parse(rejected[0] ?? ""), {
          row: 2,
          reason: 'state: Unknown state "paused". Use active, error or inactive',
          input: rows[1],
        })
        const list = yield* odj(["export", "--store", "memory"], { store })
        assert.deepStrictEqual(
          list.out
            .trim()
            .split("\n")
            .map((line) => ({ ...JSON.parse(line), id: undefined })),
          [connector, connector].map((connector) => ({ ...connector, id: undefined })),
        )
      }),
    ),
  )

  for (const dryRun of [[], ["--dry-run"]]) {
    it.effect(`reports the problems of rows as JSON${dryRun.length > 0 ? ", in a dry run" : ""}`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          writeRows(file, rows)
          const args = ["import", file, ...local, "-o", "json", ...dryRun]
          const { out, err } = yield* odj(args, { store: yield* storeOf([]) })
          const { message, problems, ...error } = JSON.parse(err).error
          assert.deepStrictEqual(error, { code: "ImportIncomplete", counts: JSON.parse(out), exitCode: 7 })
          assert.match(message, /2 rejected|reject 2/)
          assert.deepStrictEqual(
            problems.map(({ path }: { readonly path: unknown }) => path),
            [
              ["row 2", "state"],
              ["row 4", "id"],
            ],
          )
        }),
      ),
    )
  }

  it.effect("imports an export without connectors", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const store = yield* storeOf([])
        for (const format of ["ndjson", "json", "csv"]) {
          const { out } = yield* odj(["export", "--store", "memory", "--format", format], { store })
          const journal = path(`${format}.journal`)
          const world = { store, stdin: out }
          const args = ["import", "-", "--journal", journal, "--format", format, ...local]
          const { exitCode, err } = yield* odj(args, world)
          assert.strictEqual(exitCode, 0, `${format}: ${err}`)
        }
      }),
    ),
  )

  it.effect("masks a token that the service repeats in its message", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, { ...connector, displayName: "other" }])
        const store = () =>
          Layer.mock(ConnectorStore, {
            createMany: ([first]) =>
              Effect.map(KnownSecrets, (secrets) => {
                secrets.add("t0ken-abc")
                return [
                  Result.succeed({ ...connector, id: first?.id ?? "" }),
                  Result.fail(new ConnectorStoreRefused({ report: { message: "It says t0ken-abc" } })),
                ]
              }),
          })
        const { exitCode, out, err } = yield* odj(["import", file, ...local], { store })
        assert.strictEqual(exitCode, 7, err)
        const written = readdirSync(path("")).map((name) => readFileSync(path(name), "utf8"))
        assert.include(written.join(), "It says ***")
        assert.notInclude([out, err, ...written].join(), "t0ken-abc")
      }),
    ),
  )

  it.effect("does not use the journal of another tenant in the same service", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const profileOf = (tenant: string) => ({
          method: "azure-cli",
          url: "https://graph.microsoft.com/beta",
          cloud: "global",
          authority: "https://login.microsoftonline.com",
          scope: "https://graph.microsoft.com/.default",
          tenant,
        })
        const profiles = { one: profileOf("tenant-1"), other: profileOf("tenant-2") }
        writeFileSync(path("profiles.json"), JSON.stringify({ profiles }), { mode: 0o600 })
        const file = path("rows.ndjson")
        writeRows(file, [connector])
        vi.stubEnv("ODJ_CONFIG_DIR", path(""))
        onTestFinished(() => {
          vi.unstubAllEnvs()
        })
        const world = { store: yield* storeOf([]) }
        const first = yield* odj(["import", file, "--profile", "one"], world)
        assert.strictEqual(first.exitCode, 0, first.err)
        const second = yield* odj(["import", file, "--profile", "other"], world)
        assert.strictEqual(second.exitCode, 2)
        assert.match(second.err, /belongs to an import into .* tenant-1\. Use another --journal/)
      }),
    ),
  )

  it.effect("reports what it would do, and does nothing, in a dry run", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.json")
        writeFileSync(file, JSON.stringify(rows))
        const args = ["import", file, "--url", "https://example.test/beta", "--dry-run", "-o", "json"]
        const { exitCode, out } = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
        assert.strictEqual(exitCode, 7)
        assert.deepStrictEqual(JSON.parse(out), {
          total: 4,
          wouldCreate: 2,
          alreadyCreated: 0,
          wouldReject: 2,
        })
        assert.isFalse(existsSync(`${file}.journal`))
      }),
    ),
  )

  it.effect("prints the summary, and leaves no partial file, if the rejected rows can't be written", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, rows)
        mkdirSync(`${file}.rejected.ndjson`)
        const { exitCode, out, err } = yield* odj(["import", file, ...local, "-o", "ndjson"], {
          store: yield* storeOf([]),
        })
        assert.strictEqual(exitCode, 1)
        assert.deepStrictEqual(JSON.parse(out), counts({ total: 4, created: 2, rejected: 2 }))
        assert.include(err, "2 created, 0 already created, 2 rejected, 0 not finished\n")
        assert.include(err, "rejected.ndjson: it is a folder")
        assert.deepStrictEqual(readdirSync(path("")).sort(), [
          "rows.ndjson",
          "rows.ndjson.journal",
          "rows.ndjson.rejected.ndjson",
        ])
      }),
    ),
  )

  it.effect("sends nothing the second time, and writes the rejected rows again", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, rows)
        const store = yield* storeOf([])
        const args = ["import", file, ...local, "-o", "ndjson"]
        yield* odj(args, { store })
        const rejected = readFileSync(`${file}.rejected.ndjson`, "utf8")
        rmSync(`${file}.rejected.ndjson`)
        const { exitCode, out, err } = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
        assert.strictEqual(exitCode, 7)
        assert.strictEqual(
          err.split("\n").at(-1),
          `4 rows: 0 created, 2 already created, 2 rejected, 0 not finished. Correct the rows in ${file}.rejected.ndjson and import that file`,
        )
        assert.strictEqual(readFileSync(`${file}.rejected.ndjson`, "utf8"), rejected)
        assert.deepStrictEqual(JSON.parse(out), counts({ total: 4, alreadyCreated: 2, rejected: 2 }))
      }),
    ),
  )

  it.effect("continues after the service was unreachable", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, connector])
        const failure = new ConnectorStoreUnavailable({
          report: { message: "Can't reach 127.0.0.1:1: the connection was refused" },
          reason: "ConnectionRefused",
        })
        const args = ["import", file, ...local, "-o", "none"]
        const stopped = yield* odj(args, {
          store: () =>
            Layer.mock(ConnectorStore, {
              createMany: (connectors) => Effect.forEach(connectors, () => Effect.result(failure)),
            }),
        })
        assert.strictEqual(stopped.exitCode, 5)
        assert.match(
          stopped.err,
          /^Can't reach 127\.0\.0\.1:1: the connection was refused\n.*\n2 rows: 0 created, 0 already created, 0 rejected, 2 not finished\. Run the same command again to continue$/,
        )
        const store = yield* storeOf([])
        const { exitCode, err } = yield* odj(args, { store })
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(
          err,
          `2 rows: 2 created, 0 already created, 0 rejected, 0 not finished\nKeep ${file}.journal: without it, a second import would create the rows again`,
        )
      }),
    ),
  )

  it.effect("does not advise to run it again if the service may generate its own ids", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector])
        const unknown = new CreateOutcomeUnknown({ report: { message: "HTTP 201" } })
        const { exitCode, err } = yield* odj(["import", file, ...local, "-o", "none"], {
          store: () =>
            Layer.mock(ConnectorStore, {
              createMany: (connectors) => Effect.forEach(connectors, () => Effect.result(unknown)),
              get: (id) => new ConnectorNotFound({ id }),
            }),
        })
        assert.strictEqual(exitCode, 6)
        assert.match(
          err,
          /^It is unknown whether .* its own ids\n.*\n1 row: 0 created, 0 already created, 0 rejected, 1 not finished$/,
        )
      }),
    ),
  )

  it.effect(
    "keeps the ids that a Microsoft cloud generates, and finds a row of unknown outcome in the list",
    () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          writeRows(file, [connector, connector])
          const store = yield* storeOf([{ ...connector, id: "existing" }])
          const cloud = { store, env: { ODJ_TOKEN: "t" } }
          const args = ["import", file, "--cloud", "global", "-o", "json"]
          yield* odj(args, cloud)
          const journal = `${file}.journal`
          const database = new DatabaseSync(journal)
          assert.deepStrictEqual(
            database
              .prepare("SELECT id FROM existing")
              .all()
              .map(({ id }) => id),
            ["existing"],
          )
          const { changes } = database
            .prepare("UPDATE entry SET entry = ? WHERE place = 2 AND key IS NULL")
            .run(JSON.stringify({ row: 2, state: "sending" }))
          assert.strictEqual(changes, 1)
          database.close()
          const again = yield* Effect.forkChild(odj(args, cloud))
          while (again.pollUnsafe() === undefined) {
            yield* Effect.promise(() => new Promise(setImmediate))
            yield* TestClock.adjust("1 second")
          }
          const { exitCode, out } = yield* Fiber.join(again)
          assert.strictEqual(exitCode, 0)
          assert.deepStrictEqual(JSON.parse(out), counts({ total: 2, created: 1, alreadyCreated: 1 }))
          const list = yield* odj(["export", "--store", "memory"], { store })
          assert.strictEqual(list.out.trim().split("\n").length, 3)
        }),
      ),
  )

  it.effect("removes the journal when all rows are created and have ids, and finds them again", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [
          { ...connector, id: "a" },
          { ...connector, id: "b" },
        ])
        const store = yield* storeOf([])
        const args = ["import", file, ...local, "-o", "ndjson"]
        const first = yield* odj(args, { store })
        assert.deepStrictEqual(JSON.parse(first.out), counts({ total: 2, created: 2 }))
        assert.deepStrictEqual(readdirSync(path("")), ["rows.ndjson"])
        const second = yield* odj([...args, "--keep-journal"], { store })
        assert.strictEqual(second.exitCode, 0)
        assert.deepStrictEqual(JSON.parse(second.out), counts({ total: 2, alreadyCreated: 2 }))
        assert.deepStrictEqual(readdirSync(path("")), ["rows.ndjson", "rows.ndjson.journal"])
        const third = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
        assert.deepStrictEqual(JSON.parse(third.out), counts({ total: 2, alreadyCreated: 2 }))
      }),
    ),
  )

  it.effect("keeps the journal if rows have no id, and creates nothing the second time", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, { ...connector, id: "b" }])
        const args = ["import", file, ...local, "-o", "ndjson"]
        yield* odj(args, { store: yield* storeOf([]) })
        const again = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
        assert.strictEqual(again.exitCode, 0)
        assert.deepStrictEqual(JSON.parse(again.out), counts({ total: 2, alreadyCreated: 2 }))
        assert.strictEqual(
          again.err.split("\n").at(-1),
          `Keep ${file}.journal: without it, a second import would create the rows again`,
        )
      }),
    ),
  )

  it.effect("keeps the journal if a row without an id was removed from the file", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        const all = [connector, { ...connector, id: "b" }]
        const store = yield* storeOf([])
        for (const rows of [all, all.slice(1), all]) {
          writeRows(file, rows)
          const { exitCode, err } = yield* odj(["import", file, ...local, "-o", "none"], { store })
          assert.strictEqual(exitCode, 0, err)
        }
        const { out } = yield* odj(["export", "--store", "memory"], { store })
        assert.strictEqual(out.trim().split("\n").length, all.length)
      }),
    ),
  )

  for (const correctedFirst of ["the file", "the rejected rows"]) {
    it.effect(`creates a row once that is corrected in both files, ${correctedFirst} first`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          const rejected = `${file}.rejected.ndjson`
          const corrected = { ...connector, version: "corrected" }
          writeRows(file, [connector, { ...corrected, state: "paused" }])
          const store = yield* storeOf([])
          yield* odj(["import", file, ...local], { store })
          writeRows(file, [connector, corrected])
          writeRows(rejected, [{ row: 2, reason: "", input: corrected }])
          const files = correctedFirst === "the file" ? [file, rejected] : [rejected, file]
          const [, second = ""] = files
          yield* odj(["import", files[0] ?? "", ...local], { store })
          const total = second === file ? 2 : 1
          const checked = yield* odj(["import", second, ...local, "--dry-run", "-o", "ndjson"], { store })
          assert.include(JSON.parse(checked.out), { total, wouldCreate: 0, alreadyCreated: total })
          for (const _ of ["once", "again, without the other journal"]) {
            const { err, out } = yield* odj(["import", second, ...local, "-o", "ndjson"], { store })
            assert.deepStrictEqual(JSON.parse(out), counts({ total, alreadyCreated: total }), err)
            rmSync(`${files[0]}.journal`, { force: true })
          }
          const all = yield* odj(["export", "--store", "memory"], { store })
          assert.lengthOf(all.out.trim().split("\n"), 2)
        }),
      ),
    )
  }

  it.effect("imports the file of rejected rows after it was corrected", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.csv")
        writeFileSync(
          file,
          "id,displayName,lastConnectionDateTime,state,version\na,HQ,2026-01-31T13:30:00Z,Active,6\n",
        )
        const store = yield* storeOf([])
        yield* odj(["import", file, ...local], { store })
        const rejected = `${file}.rejected.ndjson`
        writeFileSync(rejected, readFileSync(rejected, "utf8").replace('"Active"', '"active"'))
        const corrected = yield* odj(["import", rejected, ...local, "-o", "ndjson"], { store })
        assert.strictEqual(corrected.exitCode, 0, corrected.err)
        assert.deepStrictEqual(JSON.parse(corrected.out), counts({ total: 1, created: 1 }))
        const before = readFileSync(rejected, "utf8")
        const again = yield* odj(["import", file, ...local], { store })
        assert.strictEqual(again.exitCode, 1)
        assert.include(
          again.err,
          `Can't write ${rejected}: the file exists, and this import did not write it`,
        )
        assert.notInclude(again.err, "Correct the rows")
        assert.strictEqual(readFileSync(rejected, "utf8"), before)
      }),
    ),
  )

  it.effect(
    "continues with a file in which rows were corrected, added, moved and written in another format",
    () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          writeRows(file, [connector, { ...connector, state: "paused" }, { ...connector, version: "2" }])
          const store = yield* storeOf([])
          const args = ["import", file, ...local, "-o", "ndjson"]
          yield* odj(args, { store })
          writeFileSync(
            file,
            JSON.stringify([
              { ...connector, version: "3" },
              { ...connector, version: "2" },
              connector,
              connector,
            ]),
          )
          const dry = yield* odj([...args, "--dry-run"], { store: () => Layer.mock(ConnectorStore, {}) })
          assert.deepStrictEqual(JSON.parse(dry.out), {
            total: 4,
            wouldCreate: 2,
            alreadyCreated: 2,
            wouldReject: 0,
          })
          const { exitCode, out, err } = yield* odj(args, { store })
          assert.strictEqual(exitCode, 0, err)
          assert.strictEqual(err.split("\n")[0], "Resuming at 2 of 4")
          assert.deepStrictEqual(JSON.parse(out), counts({ total: 4, created: 2, alreadyCreated: 2 }))
          const list = yield* odj(["export", "--store", "memory"], { store })
          assert.deepStrictEqual(
            list.out
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line).version)
              .sort(),
            ["2", "3", connector.version, connector.version].sort(),
          )
        }),
      ),
  )

  it.effect("sends nothing with a file in which a created row was changed, and says how to continue", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, { ...connector, version: "2" }])
        yield* odj(["import", file, ...local], { store: yield* storeOf([]) })
        writeRows(file, [
          { ...connector, version: "3" },
          { ...connector, version: "2" },
        ])
        for (const dryRun of [[], ["--dry-run"]]) {
          const { exitCode, err } = yield* odj(["import", file, ...local, ...dryRun], {
            store: () => Layer.mock(ConnectorStore, {}),
          })
          assert.strictEqual(exitCode, 2)
          assert.strictEqual(
            err,
            `${file}.journal belongs to another file, or the file has changed since the import began: row 1 of the old file was created, but is missing now. Nothing was sent, because a changed row would be created twice. Restore the old row, or move the new rows (row 1) to another file and import that file.`,
          )
        }
      }),
    ),
  )

  it.effect("needs no journal in memory", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector])
        const { exitCode } = yield* odj(["import", file, "--store", "memory"], { store: yield* storeOf([]) })
        assert.strictEqual(exitCode, 0)
        assert.isFalse(existsSync(`${file}.journal`))
      }),
    ),
  )

  const badInput: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, stdin: string | Uint8Array, err: RegExp]
  > = [
    ["a missing file", ["/does/not/exist"], "", /^Can't read \/does\/not\/exist: no such file$/],
    [
      "bytes that are not text",
      ["-", "--journal", "j"],
      Uint8Array.of(0xff),
      /^standard input: Line 1 is not UTF-8\. Save the file as UTF-8/,
    ],
    ["an array that does not end", ["-", "--journal", "j"], "[{}", /^standard input: The array/],
    ["an empty input", ["-", "--journal", "j"], "", /^standard input: It is empty/],
    ["standard input without --journal", ["-"], "", /^Missing --journal: /],
    ["a folder", ["/"], "", /^Can't read \/: it is a folder$/],
  ]
  for (const [title, args, stdin, expected] of badInput) {
    it.effect(`exits with 2 for ${title}, and sends nothing`, () =>
      Effect.gen(function* () {
        const store = () => Layer.mock(ConnectorStore, {})
        const { exitCode, out, err } = yield* odj(["import", ...args, ...local], { stdin, store })
        assert.strictEqual(exitCode, 2)
        assert.match(err, expected)
        assert.strictEqual(out, "")
      }),
    )
  }

  it.effect("says that a file has no rows", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.json")
        writeFileSync(file, "[]")
        const { exitCode, err } = yield* odj(["import", file, ...local], { store: yield* storeOf([]) })
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(err, "There are no rows to import")
      }),
    ),
  )

  it.effect("exits with 1 and names the journal if it can't be written", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, rows)
        const journal = path("none/a.journal")
        const { exitCode, err } = yield* odj(["import", file, ...local, "--journal", journal], {
          store: () => Layer.mock(ConnectorStore, {}),
        })
        assert.strictEqual(exitCode, 1)
        assert.include(
          err,
          `Can't use the journal ${journal}: the folder does not exist\nCorrect the cause, `,
        )
      }),
    ),
  )

  it.effect("shows a progress bar on a terminal, and erases it at the end", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector])
        const { err } = yield* odj(["import", file, "--store", "memory"], {
          store: yield* storeOf([]),
          terminal: true,
        })
        assert.include(err, `\r\u001b[K[${"-".repeat(20)}] 0 of 1`)
        assert.isTrue(
          err.endsWith("\r\u001b[K\n1 row: 1 created, 0 already created, 0 rejected, 0 not finished"),
        )
      }),
    ),
  )
})

describe("odj export", () => {
  for (const format of ["ndjson", "json", "csv"]) {
    it.effect(`writes ${format} from which odj import creates equal connectors, ids included`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const given = [null, "", "=1+1", 'a"\r\nb'].map((displayName, index) => ({
            ...connector,
            displayName,
            id: `id-${index}`,
          }))
          const [from, to] = [yield* storeOf(given), yield* storeOf([])]
          const file = path(`all.${format}`)
          writeFileSync(file, "before")
          assert.strictEqual((yield* odj(["export", "--file", file, ...local], { store: from })).exitCode, 0)
          assert.strictEqual((yield* odj(["import", file, ...local], { store: to })).exitCode, 0)
          const [before, after] = [
            yield* odj(["export", ...local], { store: from }),
            yield* odj(["export", ...local], { store: to }),
          ]
          assert.strictEqual(after.out, before.out)
          assert.strictEqual(before.out.split("\n").length, given.length + 1)
        }),
      ),
    )
  }

  it.effect("leaves the file unchanged if the service fails", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("all.csv")
        writeFileSync(file, "before")
        const failure = new ConnectorStoreUnavailable({ report: { message: "HTTP 503" } })
        const { exitCode } = yield* odj(["export", "--file", file, ...local], {
          store: () => Layer.mock(ConnectorStore, { list: () => failure }),
        })
        assert.strictEqual(exitCode, 5)
        assert.strictEqual(readFileSync(file, "utf8"), "before")
      }),
    ),
  )

  it.effect("keeps the permissions of the file that it replaces", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        writeFileSync(path("all.csv"), "before", { mode: 0o600 })
        const store = yield* storeOf([{ ...connector, id: "a" }])
        const { exitCode } = yield* odj(["export", "--file", path("all.csv"), ...local], { store })
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(statSync(path("all.csv")).mode & 0o777, 0o600)
        assert.include(readFileSync(path("all.csv"), "utf8"), "Display Name value")
      }),
    ),
  )

  it.effect("replaces a symbolic link, and does not write to the target of the link", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        writeFileSync(path("profile"), "before")
        symlinkSync("profile", path("all.ndjson"))
        const store = yield* storeOf([{ ...connector, id: "a" }])
        const { exitCode } = yield* odj(["export", "--file", path("all.ndjson"), ...local], { store })
        assert.strictEqual(exitCode, 0)
        assert.isFalse(lstatSync(path("all.ndjson")).isSymbolicLink())
        assert.strictEqual(JSON.parse(readFileSync(path("all.ndjson"), "utf8")).id, "a")
        assert.strictEqual(readFileSync(path("profile"), "utf8"), "before")
      }),
    ),
  )

  const refused: ReadonlyArray<readonly [args: ReadonlyArray<string>, err: RegExp]> = [
    [["--query", "[].id"], /does not take --query/],
    [["-o", "table"], /^--output: Use ndjson, json or csv/],
    [["-o", "none"], /^--output: Use ndjson, json or csv/],
    [["--file", ""], /^--file: Use a path$/],
  ]
  for (const [args, expected] of refused) {
    it.effect(`refuses ${args.join(" ")}, and sends nothing`, () =>
      Effect.gen(function* () {
        const store = () => Layer.mock(ConnectorStore, {})
        const { exitCode, err } = yield* odj(["export", ...args, ...local], { store })
        assert.strictEqual(exitCode, 2)
        assert.match(err, expected)
      }),
    )
  }

  it.effect("does not replace the database that it reads", () =>
    Effect.gen(function* () {
      const args = ["export", "--store", "sqlite:/tmp/a/../odj.db", "--file", "/tmp/odj.db"]
      const { exitCode, err } = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
      assert.strictEqual(exitCode, 2)
      assert.include(err, "/tmp/odj.db is the database itself")
    }),
  )

  it.effect("writes to standard output for -", () =>
    Effect.gen(function* () {
      const store = yield* storeOf([{ ...connector, id: "a" }])
      const { out } = yield* odj(["export", "--file", "-", ...local], { store })
      assert.strictEqual(JSON.parse(out).id, "a")
    }),
  )

  it.effect("writes the format of --output unless --format gives another", () =>
    Effect.gen(function* () {
      const world = { store: yield* storeOf([]) }
      assert.strictEqual((yield* odj(["export", "-o", "json", ...local], world)).out, "[\n]\n")
      const csv = yield* odj(["export", "-o", "json", "--format", "csv", ...local], world)
      assert.match(csv.out, /^id,/)
    }),
  )

  it.effect("exits with 1 if the file can't be written", () =>
    Effect.gen(function* () {
      const store = yield* storeOf([])
      const { exitCode, err } = yield* odj(["export", "--file", "/does/not/exist", ...local], { store })
      assert.strictEqual(exitCode, 1)
      assert.match(err, /^Can't write \/does\/not\/exist: the folder does not exist$/)
    }),
  )
})
