/** Tests that the examples in docstrings print the lines that their `// =>` comments promise, and that the main exports have one. */
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { compile, runExample, workspace } from "./documentedCode.ts"

/** The exports that most users import first; `layer` is named with its module. */
const mainExports = [
  "NewDomainJoinConnector",
  "DomainJoinConnectorPatch",
  "DomainJoinConnectorState",
  "DateTimeOffset",
  "ConnectorFilter",
  "OrderBy",
  "filterPredicate",
  "heartbeat",
  "validate",
  "createConnector",
  "createConnectors",
  "listConnectors",
  "streamConnectors",
  "updateConnector",
  "openConnectors",
  "IdempotencyKey",
  "MemoryConnectorStore.layer",
  "SqliteConnectorStore.layer",
  "GraphConnectorStore.layer",
  "startServer",
]

/** The code of each example in a source, and the name of the export that it documents. */
const examplesIn = (source: string) =>
  Array.from(
    source.matchAll(/^\/\*\*$((?:(?!\*\/).)*)\*\/\nexport (?:const|class|interface|type) (\w+)/gms),
  ).flatMap(([, comment = "", name = ""]) => {
    const [, ...examples] = comment.replace(/^ *\* ?/gm, "").split("@example")
    return examples.flatMap((example) =>
      Array.from(example.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = ""]) => ({ name, code })),
    )
  })

const examples = globSync("{packages,apps}/*/src/**/*.ts", { cwd: workspace })
  .sort()
  .flatMap((file) =>
    examplesIn(readFileSync(join(workspace, file), "utf8")).map(({ name, code }) => ({
      title: `${name} of ${file}`,
      name: name === "layer" ? `${basename(file, ".ts")}.layer` : name,
      code,
    })),
  )

describe.concurrent("An example", () => {
  for (const { title, code } of examples) {
    it.effect(`prints the promised lines: ${title}`, () => runExample(code))
  }

  it("compiles", async () => {
    assert.strictEqual(await compile(examples.map(({ code }) => code)), "")
  })

  it("exists for each main export", () => {
    assert.includeMembers(
      examples.map(({ name }) => name),
      mainExports,
    )
  })
})

describe.concurrent("The check of an example reports", () => {
  it("a module that does not compile", async () => {
    assert.include(await compile(["console.log(1)", "const text: string = 1"]), "2.ts(1,7): error TS2322")
  })

  it.effect("a line that differs from the promised one, a line too many, and a missing line", () =>
    Effect.gen(function* () {
      for (const code of ["console.log(1) // => 2", "console.log(1)", "// => 1"]) {
        const exit = yield* Effect.exit(runExample(code))
        assert.isTrue(Exit.isFailure(exit), code)
      }
    }),
  )
})
