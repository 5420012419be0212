import { assert, describe, it } from "@effect/vitest"
import { commandDocs } from "../../build/CommandDocs.ts"
import { complete } from "../../src/completion/Complete.ts"

const docs = await commandDocs

/** What completes the last word of a command line: the words alone, or `files`. */
const completing = (line: string) => {
  const words = line.split(" ")
  const completion = complete(docs, words.slice(1, -1), words.at(-1) ?? "", () => ["contoso", "fabrikam"])
  return completion._tag === "Files" ? "files" : completion.words.map(({ text }) => text).join(" ")
}

describe("complete", () => {
  for (const [line, expected] of [
    ["odj cre", "create"],
    ["odj -o js", "json"],
    ["odj --output=nd", "ndjson"],
    ["odj -o json li", "list"],
    ["odj list --sta", "--state"],
    ["odj list --state ", "active error inactive"],
    ["odj list --state=", "active error inactive"],
    ["odj list --state=a", "active"],
    ["odj list --state=active,e", "active,error"],
    ["odj -o json,c", ""],
    ["odj profiles ", "use"],
    ["odj profiles use f", "fabrikam"],
    ["odj list --state active --st", "--state --store"],
    ["odj create --state e", "error"],
    ["odj list --cloud us", "usgov usgovdod"],
    ["odj list --order-by dis", "displayName"],
    ["odj list --order-by id,dis", "id,displayName"],
    ["odj list --profile ", "contoso fabrikam"],
    ["odj logout --profile=f", "fabrikam"],
    ["odj import ", "files"],
    ["odj create --body ", "files"],
    ["odj create --body=./", "files"],
    ["odj export --file=x", "files"],
    ["odj import x --journal ", "files"],
    ["odj login --certificate=", "files"],
    // A flag is no value.
    ["odj login --tenant --certif", "--certificate"],
    ["odj login --tenant --certificate ", "files"],
    ["odj import --format csv ", "files"],
    ["odj import --format=csv ", "files"],
    ["odj import --format ", "ndjson json csv"],
    ["odj completion p", "powershell pwsh"],
    ["odj help sta", "stale"],
    ["odj help profiles ", "use"],
    ["odj help list ", ""],
    ["odj help nope ", ""],
    ["odj list --state active,", "active,error active,inactive"],
    [
      "odj list --order-by id,state,",
      "id,state,displayName id,state,lastConnectionDateTime id,state,version",
    ],
    // Free text, numbers and ids have no completion.
    ["odj list --name ", ""],
    ["odj list --top ", ""],
    ["odj get ", ""],
    ["odj list --query ", ""],
    // After --, nothing is a flag.
    ["odj delete -- --y", ""],
    // A word that is no command is an argument.
    ["odj nope cre", ""],
    ["odj list --nope=", ""],
  ] as const) {
    it(`completes ${line}|`, () => {
      assert.strictEqual(completing(line), expected)
    })
  }

  it("offers flags if there are no further arguments", () => {
    assert.include(completing("odj import rows.csv "), "--format")
    assert.include(completing("odj list "), "--state")
  })

  it("offers the flags of every command, everywhere", () => {
    for (const { path } of docs.slice(1)) {
      const found = completing(["odj", ...path, "--"].join(" ")).split(" ")
      for (const flag of ["--help", "--output", "--query", "--verbose", "--debug"])
        assert.include(found, flag, path.join(" "))
      assert.isEmpty(found.filter((word) => word.startsWith("--no-")))
    }
  })

  it("completes a value of every kind, except free texts", () => {
    // A kind that is not in this list needs a completion in build/CommandDocs.ts.
    const free = [
      "address",
      "age",
      "duration",
      "id",
      "jmespath",
      "number",
      "tenant",
      "text",
      "timestamp",
      "url",
      "version",
    ]
    for (const { path, args, flags, targetFlags, globalFlags } of docs) {
      for (const { names, value, values } of [...args, ...flags, ...targetFlags, ...globalFlags])
        if (value !== undefined && values === undefined)
          assert.include(free, value, `The kind of ${["odj", ...path, ...names].join(" ")} has no completion`)
    }
  })

  it("offers only words that no shell reads in another way", () => {
    for (const { path, args, flags, targetFlags, globalFlags } of docs) {
      for (const word of path) assert.match(word, /^[a-z-]+$/)
      for (const { names, values } of [...args, ...flags, ...targetFlags, ...globalFlags])
        for (const word of [...names, ...(values?._tag === "Words" ? values.words : [])])
          assert.match(word, /^[a-zA-Z0-9-]+$/)
    }
  })
})
