import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector, propertyNames } from "@odj/domain"
import { Effect, Option, Result } from "effect"
import { readDoubleFiles } from "../../src/command/DoubleFiles.ts"
import { defaults } from "./serveValues.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-double-"))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const read = (paths: { readonly seed?: string; readonly faults?: string }) =>
  readDoubleFiles(
    {
      ...defaults,
      seed: Option.fromUndefinedOr(paths.seed),
      faults: Option.fromUndefinedOr(paths.faults),
    },
    { transport: "tcp", hasIssuer: true },
  )

/** The problems, without the folder. */
const problemsOf = (paths: { readonly seed?: string; readonly faults?: string }) =>
  Effect.map(Effect.result(read(paths)), (result) =>
    Result.isFailure(result) ? result.failure.message.replaceAll(`${folder}/`, "").split("\n") : [],
  )

const connector = { ...exampleConnector, displayName: "HQ, main" }
const values = propertyNames.map((name) => (name === "id" ? "" : `"${connector[name]}"`))

const forms = {
  "seed.ndjson": `${JSON.stringify(connector)}\n`,
  "seed.json": JSON.stringify([connector]),
  "seed.csv": `${propertyNames.join()}\r\n${values.join()}\r\n`,
}

describe("The file of --seed", () => {
  for (const [name, text] of Object.entries(forms)) {
    it.effect(`may be ${name}`, () =>
      Effect.gen(function* () {
        const expected = { connectors: [connector], faults: undefined }
        assert.deepStrictEqual(yield* read({ seed: file(name, text) }), expected)
      }),
    )
  }

  it.effect("is empty after an export without connectors", () =>
    Effect.gen(function* () {
      const { connectors } = yield* read({ seed: file("empty.ndjson", "") })
      assert.deepStrictEqual(connectors, [])
    }),
  )
})

describe("The file of --faults", () => {
  it.effect("may have a byte order mark", () =>
    Effect.gen(function* () {
      const path = file("faults.json", '\ufeff[{"on":"create","with":"reset"}]')
      assert.deepStrictEqual(yield* read({ faults: path }), {
        connectors: undefined,
        faults: [{ on: "create", with: "reset" }],
      })
    }),
  )

  it.effect("has to be UTF-8", () =>
    Effect.gen(function* () {
      const path = file("latin.json", Buffer.from('{"name":"Zürich","with":"reset"}', "latin1"))
      assert.match((yield* problemsOf({ faults: path })).join(), /^latin\.json: Line 1 is not UTF-8/)
    }),
  )
})

describe("The problems of both files", () => {
  it.effect("are reported at once, with the file, the row and the value of each", () =>
    Effect.gen(function* () {
      const paths = {
        seed: file("bad.ndjson", '{"displayName":"HQ"}\n{"displayName":1}\n'),
        faults: file("bad.json", '[{"with":"reset"},{"on":"crate","with":{"status":99}}]'),
      }
      const problems = yield* problemsOf(paths)
      assert.includeMembers(problems, [
        "bad.ndjson: row 1: state: Required",
        "bad.ndjson: row 2: state: Required",
        'bad.json: fault 2: on: Unknown operation "crate". Did you mean create?',
        "bad.json: fault 2: with/status: Expected a value between 200 and 599",
      ])
    }),
  )

  it.effect("include what the server can't do", () =>
    Effect.gen(function* () {
      const path = file("tls.json", '[{"on":"connection","with":{"certificate":"expired"}}]')
      assert.match((yield* problemsOf({ faults: path })).join(), /^tls\.json: fault 1: .*no TLS/)
    }),
  )

  it.effect("include files that can't be read", () =>
    Effect.gen(function* () {
      const paths = { seed: join(folder, "none.csv"), faults: folder }
      assert.deepStrictEqual(yield* problemsOf(paths), [
        "Can't read none.csv: no such file or directory",
        `Can't read ${folder}: illegal operation on a directory`,
      ])
    }),
  )
})
