import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { joinValues } from "../../src/flags/ShortFlags.ts"

describe("The value of a short flag", () => {
  const rows: ReadonlyArray<readonly [line: string, joined: string]> = [
    ["list -ojson", "list -o=json"],
    ["stale -w1h -c5d", "stale -w=1h -c=5d"],
    ["stale -w 1h -c=5d", "stale -w 1h -c=5d"],
    ["stale -w -1h --critical -2h", "stale -w=-1h --critical=-2h"],
    ["stale -w-1h", "stale -w=-1h"],
    ["delete -y -1h", "delete -y=-1h"],
    ["get -- -ojson -w -1h", "get -- -ojson -w -1h"],
    ["get -1h", "get -1h"],
    ["-", "-"],
  ]
  it.each(rows)("makes of %j %j", (line, joined) => {
    assert.deepStrictEqual(joinValues(line.split(" ")), joined.split(" "))
  })

  const others = Schema.Array(Schema.String.check(Schema.isPattern(/^(?!-[owc\d]).*$/s)))
  it.prop("changes no other argument", [others], ([args]) => {
    assert.deepStrictEqual(joinValues(args), args)
  })
})
