import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { isDouble } from "../../src/command/DoubleSettings.ts"
import type { ServeValues } from "../../src/command/ServeFlags.ts"
import type { ServedStore } from "../../src/command/StoreSettings.ts"
import { defaults } from "./serveValues.ts"

const memory: ServedStore = { _tag: "Memory" }
const sqlite: ServedStore = { _tag: "Sqlite", path: "/odj.db" }
const postgres = { _tag: "Postgres" } as ServedStore
const service = { _tag: "Service" } as ServedStore

const flags: Readonly<Record<string, Partial<ServeValues>>> = {
  "--seed": { seed: Option.some("seed.csv") },
  "--control": { control: true },
  "--heartbeats": { heartbeats: true },
  "--predictable-ids": { predictableIds: true },
  "--faults": { faults: Option.some("faults.json") },
  "--preset": { preset: ["flaky"] },
}

const read = (values: Partial<ServeValues>, store: ServedStore) => isDouble({ ...defaults, ...values }, store)

describe("A server", () => {
  it("is no test double unless a flag asks for it", () => {
    for (const store of [memory, sqlite, postgres])
      assert.deepStrictEqual(read({}, store), Result.succeed(false))
  })

  for (const [flag, values] of Object.entries(flags)) {
    it(`is one with ${flag}, in memory or with SQLite`, () => {
      for (const store of [memory, sqlite]) assert.deepStrictEqual(read(values, store), Result.succeed(true))
    })
  }

  it("can fail on cue with PostgreSQL and as a gateway", () => {
    const both = { ...flags["--faults"], ...flags["--preset"] }
    for (const store of [postgres, service]) assert.deepStrictEqual(read(both, store), Result.succeed(true))
  })

  it("with a service behind it refuses the flags that set the store's contents", () => {
    const result = read(Object.assign({}, ...Object.values(flags)), service)
    const messages = Result.isFailure(result) ? result.failure.problems.map(({ message }) => message) : []
    assert.lengthOf(messages, 4)
    assert.strictEqual(
      messages[0],
      "--seed can't be combined with a gateway: others use the service too. Use --store memory or sqlite:PATH",
    )
  })

  it("decides nothing about the content of a database that other servers use", () => {
    const all = Object.assign({}, ...Object.values(flags))
    const result = read(all, postgres)
    const messages = Result.isFailure(result) ? result.failure.problems.map(({ message }) => message) : []
    assert.deepStrictEqual(
      messages.map((message) => message.split(" ")[0]),
      ["--seed", "--control", "--heartbeats", "--predictable-ids"],
    )
    assert.strictEqual(
      messages[0],
      "--seed can't be combined with PostgreSQL: other servers may use the database. Use --store memory or sqlite:PATH",
    )
  })
})
