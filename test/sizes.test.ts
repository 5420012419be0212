/** Limits the size that an import of the domain or the core adds to a browser's bundle, in bytes after minification. */
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Plugin, rolldown } from "rolldown"

const root = join(import.meta.dirname, "..")

/** The program that is bundled. It exists only in memory; its path is in a folder from which every package can be imported. */
const program = join(root, "apps/server/program.ts")

/**
 * Bundles the sources, with `transform` applied to each. The size equals that of the published packages, because their
 * build only strips types.
 */
const sizeOf = (code: string, transform: Plugin["transform"] = () => undefined) =>
  Effect.promise(async () => {
    const virtual: Plugin = {
      name: "virtual",
      resolveId: (id) => (id === program ? id : undefined),
      load: (id) => (id === program ? code : undefined),
      transform,
    }
    await using bundle = await rolldown({ input: program, platform: "browser", plugins: [virtual] })
    const { output } = await bundle.generate({ minify: true })
    return output.reduce((size, file) => size + (file.type === "chunk" ? file.code.length : 0), 0)
  })

const imports = {
  "qualifiedTypeName alone": {
    code: 'export { qualifiedTypeName } from "@odj/domain"',
    ceiling: 1_000,
  },
  "a timestamp's order and sort key": {
    code: 'export { Order, sortKey } from "@odj/domain/date-time-offset"',
    ceiling: 3_000,
  },
  "the core's validate": {
    code: 'export { validate } from "@odj/core"',
    ceiling: 92_000,
  },
  "all of the domain": {
    code: 'export * from "@odj/domain"',
    ceiling: 101_000,
  },
}

describe("An import of", () => {
  for (const [name, { code, ceiling }] of Object.entries(imports)) {
    it.effect(`${name} costs less than ${ceiling} bytes`, () =>
      Effect.gen(function* () {
        const size = yield* sizeOf(code)
        console.log(`${name}: ${size} bytes`)
        assert.isAbove(size, 0)
        assert.isBelow(size, ceiling)
      }),
    )
  }

  it.effect("qualifiedTypeName alone would cost more if loading a module had side effects", () =>
    Effect.gen(function* () {
      const { code, ceiling } = imports["qualifiedTypeName alone"]
      const size = yield* sizeOf(code, (source) => ({ code: source, moduleSideEffects: true }))
      assert.isAbove(size, ceiling)
    }),
  )

  it.effect("a timestamp's order and sort key would cost more if their module made a schema", () =>
    Effect.gen(function* () {
      const { code, ceiling } = imports["a timestamp's order and sort key"]
      const added = 'import { Schema } from "effect"; export const schema = Schema.String.annotate({})'
      const size = yield* sizeOf(code, (source, id) =>
        id.endsWith("DateTimeOffsetText.ts") ? `${source}\n${added}` : undefined,
      )
      assert.isAbove(size, ceiling)
    }),
  )
})
