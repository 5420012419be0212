/** What each command does with connectors that can't be read. */
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, ConnectorsUnreadable } from "@odj/core"
import { readConnector, type UnreadableConnector } from "@odj/domain"
import { Effect, Layer, Result } from "effect"
import { odj } from "../commandLine.ts"
import { berlin, paris } from "../connectors.ts"

const unreadable = (change: object): UnreadableConnector =>
  Result.getOrThrow(Result.flip(readConnector({ ...berlin, ...change })))

const nullDate = unreadable({ id: "3", lastConnectionDateTime: null })
const noId = unreadable({ id: null, displayName: "Rom\u001b[31m" })

const problem = "3: lastConnectionDateTime: Must be a string, not null"

/** A store with two pages, and unreadable connectors on both. */
const storeWith = (more: ReadonlyArray<UnreadableConnector> = []) =>
  Layer.mock(ConnectorStore, {
    list: ({ after }) =>
      Effect.succeed(
        after === undefined
          ? { connectors: [berlin], unreadable: [nullDate], next: "2" }
          : { connectors: [paris], unreadable: [noId, ...more] },
      ),
    get: () => new ConnectorsUnreadable({ connectors: [nullDate] }),
    update: (id) =>
      id === "1" ? Effect.succeed(berlin) : new ConnectorsUnreadable({ connectors: [nullDate] }),
    delete: () => Effect.void,
  })

const now = ["--now", "2026-01-31T12:00:00Z"]

const run = (args: ReadonlyArray<string>, more?: ReadonlyArray<UnreadableConnector>) =>
  odj([...args, "--store", "memory"], { store: () => storeWith(more), env: { NO_COLOR: "1" } })

const lines = [
  "2 connectors could not be read",
  problem,
  "Rom\\u{1b}[31m (no valid id): id: Must be a string, not null",
  "The service or database returned invalid properties. Correct the property with `odj update ID`, if the service allows updates.",
].join("\n")

describe("With connectors that can't be read,", () => {
  it.effect("odj list prints the others, names these, and exits with 8", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* run(["list"])
      assert.strictEqual(exitCode, 8)
      assert.deepStrictEqual(JSON.parse(out), [berlin, paris])
      assert.strictEqual(err, lines)
    }),
  )

  it.effect("odj list --top prints as many of the others, and names those that it has come across", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* run(["list", "--top", "1"])
      assert.strictEqual(exitCode, 8)
      assert.deepStrictEqual(JSON.parse(out), [berlin])
      assert.include(err, `1 connector could not be read\n${problem}`)
    }),
  )

  it.effect("odj list -o json has them in its error, with their problems and properties", () =>
    Effect.gen(function* () {
      const { out, err } = yield* run(["list", "-o", "json", "--query", "[].id"])
      assert.deepStrictEqual(JSON.parse(out), ["1", "2"])
      const { error } = JSON.parse(err)
      assert.strictEqual(error.code, "ConnectorsUnreadable")
      assert.strictEqual(error.exitCode, 8)
      assert.deepStrictEqual(error.unreadable, [nullDate, noId])
    }),
  )

  it.effect("odj list names twenty of them and counts the others", () =>
    Effect.gen(function* () {
      const { err } = yield* run(
        ["list"],
        Array.from({ length: 23 }, () => noId),
      )
      const named = err.split("\n")
      assert.strictEqual(named[0], "25 connectors could not be read")
      assert.strictEqual(named[21], "and 5 more")
      assert.lengthOf(named, 23)
    }),
  )

  it.effect("odj export writes the others to the file, and exits with 8", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "odj-"))),
        (folder) => Effect.promise(() => rm(folder, { recursive: true })),
      )
      const file = join(folder, "connectors.ndjson")
      const { exitCode, out, err } = yield* run(["export", "--file", file])
      assert.deepStrictEqual([exitCode, out, err], [8, "", lines])
      assert.strictEqual(readFileSync(file, "utf8"), `${JSON.stringify(berlin)}\n${JSON.stringify(paris)}\n`)
    }).pipe(Effect.scoped),
  )

  it.effect("odj export writes the others to standard output", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* run(["export"])
      assert.deepStrictEqual([exitCode, out.split("\n").length], [8, 3])
    }),
  )

  it.effect("odj get prints the properties as they are, and exits with 8", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* run(["get", "3"])
      assert.strictEqual(exitCode, 8)
      assert.deepStrictEqual(JSON.parse(out), { ...berlin, id: "3", lastConnectionDateTime: null })
      assert.include(err, `1 connector could not be read\n${problem}`)
    }),
  )

  it.effect("odj update and odj delete can change and delete them", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* run(["update", "1", "--yes", "--state", "error"])).exitCode, 0)
      assert.strictEqual((yield* run(["update", "3", "--yes", "--state", "error"])).exitCode, 8)
      assert.strictEqual((yield* run(["delete", "3", "--yes"])).exitCode, 0)
    }),
  )

  it.effect("odj update reports that the change was applied, and which property is invalid", () =>
    Effect.gen(function* () {
      const update = ["update", "3", "--yes", "--state", "error"]
      const { out, err } = yield* run(update)
      assert.strictEqual(out, "")
      assert.match(
        err,
        /^The connector 3 was changed, but it can't be read: lastConnectionDateTime: Must be a string, not null\n`odj get` shows its properties\. Correct /,
      )
      const { error } = JSON.parse((yield* run([...update, "-o", "json"])).err)
      assert.deepInclude(error, { code: "ChangedUnreadable", exitCode: 8 })
      assert.deepStrictEqual(error.unreadable, [nullDate])
    }),
  )

  it.effect("odj stale reports the stale ones, and warns of these", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* run(["stale", ...now])
      const [line, ...table] = out.split("\n")
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(
        line,
        "ODJ CRITICAL - 1 of 4 connectors is stale, 2 can't be read: Paris no contact for 5d, Berlin unreadable, Rom\\u{1b}[31m unreadable | stale=1;0;;0;4 critical=1;;0;0;4 unreadable=2;0;;0;4 connectors=4;;;0;",
      )
      assert.lengthOf(
        table.filter((row) => /^warning /.test(row)),
        2,
      )
    }),
  )

  it.effect("odj stale is not well because of these alone", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* run(["stale", ...now, "-w", "30d", "-c", "30d", "-o", "json"])
      const { unreadable } = JSON.parse(out)
      assert.strictEqual(exitCode, 1)
      assert.deepInclude(unreadable[0], {
        severity: "warning",
        check: "unreadable",
        id: "3",
        displayName: "Berlin",
        message: "Can't be read: lastConnectionDateTime: Must be a string, not null",
        lastConnectionDateTime: null,
      })
    }),
  )

  it.effect("odj doctor has a finding for each, besides those of the others", () =>
    Effect.gen(function* () {
      const { out } = yield* run(["doctor", ...now, "-o", "json"])
      const { total, findings } = JSON.parse(out)
      assert.strictEqual(total, 4)
      const checks = findings.map(({ check, id }: { check: string; id: string }) => `${check} ${id}`)
      assert.includeMembers(checks, ["stale 2", "unreadable 3", "unreadable null"])
    }),
  )
})
