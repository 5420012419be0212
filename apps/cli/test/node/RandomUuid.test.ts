import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { randomUuid } from "../../src/node/RandomUuid.ts"

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Makes a UUID where the device's bytes are these. */
const madeOf = (bytes: Uint8Array) => {
  const folder = mkdtempSync(join(tmpdir(), "odj-"))
  const device = join(folder, "random")
  writeFileSync(device, bytes)
  try {
    return randomUuid(device)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("randomUuid", () => {
  it("makes UUIDs of version 4, each another one", () => {
    const uuids = Array.from({ length: 500 }, () => randomUuid())
    for (const uuid of uuids) assert.match(uuid, version4)
    assert.strictEqual(new Set(uuids).size, uuids.length)
  })

  it("keeps all bits of the device that are not of the version or the variant", () => {
    assert.strictEqual(madeOf(new Uint8Array(16)), "00000000-0000-4000-8000-000000000000")
    assert.strictEqual(madeOf(new Uint8Array(16).fill(0xff)), "ffffffff-ffff-4fff-bfff-ffffffffffff")
    assert.strictEqual(
      madeOf(Uint8Array.from({ length: 16 }, (_, index) => index)),
      "00010203-0405-4607-8809-0a0b0c0d0e0f",
    )
  })

  it("makes them in a system without the device, or with one that gives too little", () => {
    for (const make of [() => randomUuid("/missing"), () => madeOf(new Uint8Array(15))]) {
      const [first, second] = [make(), make()]
      assert.match(first, version4)
      assert.notStrictEqual(first, second)
    }
  })
})
