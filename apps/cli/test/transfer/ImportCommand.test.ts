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
import { ConnectorStore, ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Effect, Fiber, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { KnownSecrets } from "../../src/requests/KnownSecrets.ts"
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

const local = ["--url", "http://127.0.0.1:1/beta"]

const rows = [
  { ...connector, id: "a" },
  { ...connector, state: "paused" },
  connector,
  { ...connector, id: "a" },
]

describe("odj import", () => {
  it.effect("imports what can be imported, and writes out the rest with reasons", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, rows)
        const store = yield* storeOf([])
        const { exitCode, out, err } = yield* odj(["import", file, ...local, "-o", "ndjson"], { store })
        assert.strictEqual(exitCode, 7)
        assert.deepStrictEqual(JSON.parse(out), { created: 2, rejected: 2, unsettled: 0, skipped: 0 })
        assert.deepStrictEqual(err.split("\n"), [
          'row 2: state: Expected "active" | "error" | "inactive"',
          "row 4: id: Expected an id that no other row has, found that of row 1",
          `imported 2, rejected 2 (${file}.rejected.ndjson), unsettled 0`,
        ])
        const rejected = readFileSync(`${file}.rejected.ndjson`, "utf8").trim().split("\n")
        assert.deepStrictEqual(JSON.parse(rejected[0] ?? ""), {
          row: 2,
          reason: 'state: Expected "active" | "error" | "inactive"',
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
    it.effect(`says in JSON what was wrong with rows${dryRun.length > 0 ? ", in a dry run" : ""}`, () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          writeRows(file, rows)
          const args = ["import", file, ...local, "-o", "json", ...dryRun]
          const { out, err } = yield* odj(args, { store: yield* storeOf([]) })
          const { message, problems, ...error } = JSON.parse(err).error
          assert.deepStrictEqual(error, { code: "ImportIncomplete", counts: JSON.parse(out), exitCode: 7 })
          assert.match(message, /reject(ed)? 2/)
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

  it.effect("takes what is exported of no connectors", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const store = yield* storeOf([])
        for (const format of ["ndjson", "json", "csv"]) {
          const { out } = yield* odj(["export", "--store", "memory", "--format", format], { store })
          const journal = path(`${format}.journal`)
          const world = { store, stdin: out }
          const { exitCode, err } = yield* odj(["import", "-", "--journal", journal, ...local], world)
          assert.strictEqual(exitCode, 0, `${format}: ${err}`)
        }
      }),
    ),
  )

  it.effect("writes down no token that the service sends back", () =>
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

  it.effect("takes no tenant for another one in the same service", () =>
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
        assert.match(second.err, /found that of another target, .* tenant-1$/)
      }),
    ),
  )

  it.effect("says what it would do, and does nothing, in a dry run", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.json")
        writeFileSync(file, JSON.stringify(rows))
        const args = ["import", file, "--url", "https://example.test/beta", "--dry-run", "-o", "json"]
        const { exitCode, out } = yield* odj(args, { store: () => Layer.mock(ConnectorStore, {}) })
        assert.strictEqual(exitCode, 7)
        assert.deepStrictEqual(JSON.parse(out), { wouldCreate: 2, wouldReject: 2 })
        assert.isFalse(existsSync(`${file}.journal`))
      }),
    ),
  )

  it.effect(
    "says what it came to where the rejected rows can't be written, and leaves nothing half done",
    () =>
      inFolder((path) =>
        Effect.gen(function* () {
          const file = path("rows.ndjson")
          writeRows(file, rows)
          mkdirSync(`${file}.rejected.ndjson`)
          const { exitCode, out, err } = yield* odj(["import", file, ...local, "-o", "ndjson"], {
            store: yield* storeOf([]),
          })
          assert.strictEqual(exitCode, 1)
          assert.deepStrictEqual(JSON.parse(out), { created: 2, rejected: 2, unsettled: 0, skipped: 0 })
          assert.include(err, "imported 2, rejected 2")
          assert.include(err, "rejected.ndjson can't be written: EISDIR")
          assert.deepStrictEqual(readdirSync(path("")).sort(), [
            "rows.ndjson",
            "rows.ndjson.journal",
            "rows.ndjson.rejected.ndjson",
          ])
        }),
      ),
  )

  it.effect("sends nothing the second time, and writes out again what was rejected", () =>
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
          err,
          `nothing left to do: imported 2, rejected 2 (${file}.rejected.ndjson), unsettled 0`,
        )
        assert.strictEqual(readFileSync(`${file}.rejected.ndjson`, "utf8"), rejected)
        assert.deepStrictEqual(JSON.parse(out), { created: 2, rejected: 2, unsettled: 0, skipped: 4 })
      }),
    ),
  )

  it.effect("goes on where it stopped because the service could not be reached", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, connector])
        const failure = new ConnectorStoreUnavailable({ report: { message: "connect ECONNREFUSED" } })
        const args = ["import", file, ...local, "-o", "none"]
        const stopped = yield* odj(args, {
          store: () =>
            Layer.mock(ConnectorStore, {
              createMany: (connectors) => Effect.forEach(connectors, () => Effect.result(failure)),
            }),
        })
        assert.strictEqual(stopped.exitCode, 5)
        assert.include(
          stopped.err,
          "imported 0, rejected 0, unsettled 2: run the same command again to go on",
        )
        assert.include(stopped.err, "connect ECONNREFUSED")
        const store = yield* storeOf([])
        const { exitCode, err } = yield* odj(args, { store })
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(err, "imported 2, rejected 0, unsettled 0")
      }),
    ),
  )

  it.effect("takes the ids that a Microsoft cloud makes, and settles what is open by what is new there", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector, connector])
        const store = yield* storeOf([{ ...connector, id: "there" }])
        const cloud = { store, env: { ODJ_TOKEN: "t" } }
        const args = ["import", file, "--cloud", "global", "-o", "json"]
        yield* odj(args, cloud)
        const journal = `${file}.journal`
        const database = new DatabaseSync(journal)
        const { before } = database.prepare("SELECT before FROM import").get() ?? {}
        assert.strictEqual(before, '["there"]')
        const { changes } = database
          .prepare("UPDATE entry SET entry = ? WHERE row = 2 AND key IS NULL")
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
        assert.deepStrictEqual(JSON.parse(out), { created: 2, rejected: 0, unsettled: 0, skipped: 1 })
        const list = yield* odj(["export", "--store", "memory"], { store })
        assert.strictEqual(list.out.trim().split("\n").length, 3)
      }),
    ),
  )

  it.effect("needs no journal for what is gone with the process", () =>
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
    [
      "a file that is not there",
      ["/does/not/exist"],
      "",
      /^\/does\/not\/exist: Expected a file that can be read/,
    ],
    ["text that is none", ["-", "--journal", "j"], Uint8Array.of(0xff), /^-: Expected text in UTF-8$/],
    ["an array that does not end", ["-", "--journal", "j"], "[{}", /^-: Expected one JSON array/],
    ["no place for the journal of standard input", ["-"], "", /^--journal: Expected a file/],
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

  it.effect("shows a bar on a terminal, and leaves nothing of it behind", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        const file = path("rows.ndjson")
        writeRows(file, [connector])
        const { err } = yield* odj(["import", file, "--store", "memory"], {
          store: yield* storeOf([]),
          terminal: true,
        })
        assert.include(err, `\r\u001b[K[${"-".repeat(20)}] 0 of 1`)
        assert.isTrue(err.endsWith("\r\u001b[K\nimported 1, rejected 0, unsettled 0"))
      }),
    ),
  )
})

describe("odj export", () => {
  for (const format of ["ndjson", "json", "csv"]) {
    it.effect(`writes as ${format} what odj import makes again, ids included`, () =>
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

  it.effect("leaves the file as it was where the service fails", () =>
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

  it.effect("keeps the permissions of the file, and the link that leads to it", () =>
    inFolder((path) =>
      Effect.gen(function* () {
        writeFileSync(path("all.csv"), "before", { mode: 0o600 })
        symlinkSync("all.csv", path("link"))
        const { exitCode } = yield* odj(["export", "--file", path("link"), ...local], {
          store: yield* storeOf([{ ...connector, id: "a" }]),
        })
        assert.strictEqual(exitCode, 0)
        assert.isTrue(lstatSync(path("link")).isSymbolicLink())
        assert.strictEqual(statSync(path("all.csv")).mode & 0o777, 0o600)
        assert.strictEqual(JSON.parse(readFileSync(path("all.csv"), "utf8")).id, "a")
      }),
    ),
  )

  const refused: ReadonlyArray<readonly [args: ReadonlyArray<string>, err: RegExp]> = [
    [["--query", "[].id"], /^--query: Expected none/],
    [["-o", "table"], /^--output: Expected ndjson, json, csv/],
    [["-o", "none"], /^--output: Expected ndjson, json, csv/],
  ]
  for (const [args, expected] of refused) {
    it.effect(`refuses ${args.join(" ")}, and asks nothing`, () =>
      Effect.gen(function* () {
        const store = () => Layer.mock(ConnectorStore, {})
        const { exitCode, err } = yield* odj(["export", ...args, ...local], { store })
        assert.strictEqual(exitCode, 2)
        assert.match(err, expected)
      }),
    )
  }

  it.effect("writes the format of --output, where no --format says another", () =>
    Effect.gen(function* () {
      const world = { store: yield* storeOf([]) }
      assert.strictEqual((yield* odj(["export", "-o", "json", ...local], world)).out, "[\n]\n")
      const csv = yield* odj(["export", "-o", "json", "--format", "csv", ...local], world)
      assert.match(csv.out, /^id,/)
    }),
  )

  it.effect("exits with 1 where the file can't be written", () =>
    Effect.gen(function* () {
      const store = yield* storeOf([])
      const { exitCode, err } = yield* odj(["export", "--file", "/does/not/exist", ...local], { store })
      assert.strictEqual(exitCode, 1)
      assert.match(err, /^\/does\/not\/exist can't be written: ENOENT/)
    }),
  )
})
