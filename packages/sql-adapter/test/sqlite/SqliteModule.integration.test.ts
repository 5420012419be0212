/** `node:sqlite` is loaded when a store opens: Node.js 22 prints a warning when that module is loaded. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { temporaryPath } from "./SqliteFiles.ts"

/** Prints whether the module is loaded after the package is imported, and after a store is opened. */
const program = (path: string) => `
import { openConnectors } from "@odj/core"
import { SqliteConnectorStore } from "@odj/sql-adapter"
const isLoaded = () => process.moduleLoadList.includes("NativeModule sqlite")
const before = isLoaded()
const connectors = await openConnectors(SqliteConnectorStore.layer({ path: ${JSON.stringify(path)}, tenant: "" }))
await connectors.close()
console.log(JSON.stringify([before, isLoaded()]))
`

describe("node:sqlite", () => {
  it.effect("is loaded when a store opens, and not when the package is imported", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const args = ["--input-type=module", "--eval", program(path)]
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname }),
      )
      assert.deepStrictEqual(JSON.parse(stdout), [false, true])
    }),
  )
})
