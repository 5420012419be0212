import { assert, describe, it } from "@effect/vitest"
import { maskUrlCredentials } from "../src/MaskUrlCredentials.ts"

describe("A message", () => {
  const masked = {
    "found postgres://anna:s3cret@db/odj": "found postgres://***@db/odj",
    "found postgres://anna:s3@cret@db/odj": "found postgres://***@db/odj",
    'found "https://a/?password=s3cret&b=1"': 'found "https://a/?password=***&b=1"',
    "found a?b=1&PASSWORD=s3cret": "found a?b=1&PASSWORD=***",
    "found https://a.test/b": "found https://a.test/b",
  }
  for (const [text, expected] of Object.entries(masked)) {
    it(`is printed without user and password: ${expected}`, () => {
      assert.strictEqual(maskUrlCredentials(text), expected)
    })
  }
})
