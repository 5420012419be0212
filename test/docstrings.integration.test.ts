/** The examples in docstrings run, and print what their `// =>` comments say; the exports that matter most have one. */
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { compile, printsWhatItSays, workspace } from "./shownCode.ts"

/** What most users import first; `layer` is named with its module. */
const exportsThatMatter = [
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

/** The code of each example in a source, and what the docstring is of. */
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
    it.effect(`prints what it says: ${title}`, () => printsWhatItSays(code))
  }

  it("compiles, as all of them do", async () => {
    assert.strictEqual(await compile(examples.map(({ code }) => code)), "")
  })

  it("is there for each of the exports that matter most", () => {
    assert.includeMembers(
      examples.map(({ name }) => name),
      exportsThatMatter,
    )
  })
})

describe.concurrent("The check of an example notices", () => {
  it("what does not compile", async () => {
    assert.include(await compile(["console.log(1)", "const text: string = 1"]), "2.ts(1,7): error TS2322")
  })

  it.effect("another line than was promised, and one that was not", () =>
    Effect.gen(function* () {
      for (const code of ["console.log(1) // => 2", "console.log(1)", "// => 1"]) {
        const exit = yield* Effect.exit(printsWhatItSays(code))
        assert.isTrue(Exit.isFailure(exit), code)
      }
    }),
  )
})
