import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { readCsv } from "../../src/rows/ReadCsv.ts"

describe("An unknown column", () => {
  const reason = (ignoreUnknown: boolean | undefined) =>
    Result.getOrElse(Result.flip(readCsv("displayName,place\n", ignoreUnknown)), () => "")

  it("can be ignored if the command has a flag for it", () => {
    assert.match(reason(false), /^Unknown column "place" .*\)\. To ignore it, pass --ignore-unknown$/)
    assert.notMatch(reason(true), /Unknown column/)
  })

  it("has to be removed otherwise", () => {
    assert.match(reason(undefined), /^Unknown column "place" in the first row \(known: .*\)$/)
  })
})
