import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { connector } from "@odj/connector-store-contract"
import { problemText } from "@odj/domain"
import { Effect } from "effect"
import { readSeed } from "../../src/double/Seed.ts"
import { temporaryFolder } from "./contents.ts"

const hq = { ...connector(), id: "hq" }
const lab = { ...connector(), displayName: null }

/** The connectors of a file with that content. */
const reading = (content: string | Uint8Array) =>
  Effect.gen(function* () {
    const file = join(yield* temporaryFolder, "seed.json")
    writeFileSync(file, content)
    return yield* Effect.mapBoth(readSeed(file), {
      onSuccess: (rows) => rows.map(({ connector }) => connector),
      onFailure: ({ problems }) => problems.map((problem) => problemText(problem).replace(file, "seed.json")),
    })
  }).pipe(Effect.scoped)

const json = JSON.stringify

describe("A file of connectors", () => {
  it.effect("is a JSON array, or has an object on each line", () =>
    Effect.gen(function* () {
      for (const content of [
        json([hq, lab]),
        json([hq, lab], undefined, 2),
        ` \r\n${json([hq, lab])}\n`,
        `${json(hq)}\n${json(lab)}\n`,
        `${json(hq)}\r\n\r\n  ${json(lab)}`,
        `\ufeff${json(hq)}\n${json(lab)}`,
      ])
        assert.deepStrictEqual(yield* reading(content), [hq, lab], content)
      for (const content of ["", "\n", "[]"]) assert.deepStrictEqual(yield* reading(content), [])
    }),
  )

  it.effect("can be named by a URL", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "with space")
      mkdirSync(folder)
      writeFileSync(join(folder, "seed.ndjson"), json(hq))
      const [row] = yield* readSeed(pathToFileURL(join(folder, "seed.ndjson")))
      assert.deepStrictEqual(row?.connector, hq)
    }).pipe(Effect.scoped),
  )

  it.effect("is refused with every problem, each with its row or line", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [content: string | Uint8Array, problems: ReadonlyArray<string>]> = [
        [
          `${json(hq)}\n\n{"state":\n${json({ ...lab, version: 1, state: "activ" })}\n${json(hq)}`,
          [
            "seed.json: line 3: Invalid JSON: Unexpected end of JSON input",
            "seed.json: line 4: state: ",
            "seed.json: line 4: version: ",
            "seed.json: line 5: id: line 1 has the same id",
          ],
        ],
        [
          json([hq, 1, { ...lab, name: "HQ" }]),
          ["seed.json: row 2: Expected an object", "seed.json: row 3: name: Unknown property"],
        ],
        [`{"state":"error","state":"active"}`, ["seed.json: line 1: state: Given twice"]],
        ["[{}", ["seed.json: Invalid JSON: "]],
        ...["id,displayName\n1,HQ", json(hq, undefined, 2)].map(
          (content) => [content, ["seed.json: Must be a JSON array, or a JSON object on each line"]] as const,
        ),
        [Uint8Array.of(0x5b, 0xff), ["seed.json: Must be UTF-8"]],
      ]
      for (const [content, problems] of cases) {
        const found = yield* Effect.flip(reading(content))
        assert.lengthOf(found, problems.length, found.join("\n"))
        for (const [index, problem] of problems.entries()) assert.include(found[index], problem)
      }
    }),
  )

  it.effect("is no other value that a program without types can give", () =>
    Effect.gen(function* () {
      for (const value of [hq, 5, null, ""]) {
        const { message } = yield* Effect.flip(readSeed(value as never))
        assert.strictEqual(message, "The connectors must be an array, or the path or URL of a file")
      }
    }),
  )

  it.effect("that can't be read is refused with the reason", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const missing = join(folder, "missing.json")
      const { message } = yield* Effect.flip(readSeed(missing))
      assert.strictEqual(message, `${missing}: Can't be read: no such file or directory`)
      assert.match((yield* Effect.flip(readSeed(folder))).message, /Can't be read: /)
      const web = yield* Effect.flip(readSeed(new URL("https://example.test/seed.json")))
      assert.strictEqual(web.message, "https://example.test/seed.json: Must be a file: URL")
    }).pipe(Effect.scoped),
  )
})
