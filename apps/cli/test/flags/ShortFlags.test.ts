import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { explicitShortFlags } from "../../src/flags/ShortFlags.ts"

describe("explicitShortFlags", () => {
  const rows: ReadonlyArray<readonly [line: string, joined: string]> = [
    ["list -ojson", "list -o=json"],
    ["stale -w1h -c5d", "stale -w=1h -c=5d"],
    ["stale -w 1h -c=5d", "stale -w 1h -c=5d"],
    ["stale -w=1h -o=csv -x=h", "stale -w=1h -o=csv -x=h"],
    ["stale -w -1h --critical -2h", "stale -w=-1h --critical=-2h"],
    ["stale -w-1h", "stale -w=-1h"],
    ["delete -y -1h", "delete -y=-1h"],
    ["get -- -ojson -w -1h", "get -- -ojson -w -1h"],
    ["get -1h", "get -1?"],
    ["get -hvx -xv", "get -??x -x?"],
    ["get -h -v --have", "get -h -v --have"],
    ["delete -yh", "delete -yh"],
    ["-", "-"],
  ]
  it.each(rows)("makes of %j %j", (line, joined) => {
    assert.deepStrictEqual(explicitShortFlags(line.split(" ")), joined.split(" "))
  })

  const others = Schema.Array(Schema.String.check(Schema.isPattern(/^(?!-[owc\d]|-[^-].*[hv]|-[hv].).*$/s)))
  it.prop("changes no other argument", [others], ([args]) => {
    assert.deepStrictEqual(explicitShortFlags(args), args)
  })
})
