/** What directory roles permit in Intune. */
import { assert, describe, it } from "@effect/vitest"
import { isGuid } from "@odj/domain"
import {
  type DirectoryRole,
  directoryRoleNames,
  intuneAccess,
  widsOf,
} from "../../src/entra/DirectoryRoles.ts"

const access = (...roles: ReadonlyArray<DirectoryRole>) => intuneAccess(widsOf(roles))

describe("Directory roles", () => {
  it("have different ids, and every user has one more", () => {
    const ids = widsOf(directoryRoleNames)
    assert.strictEqual(new Set(ids).size, directoryRoleNames.length + 1)
    assert.isTrue(ids.every(isGuid))
    assert.deepStrictEqual(widsOf([]), ids.slice(-1))
  })

  it("permit together what one of them permits", () => {
    assert.deepStrictEqual(access("Intune Administrator"), { canRead: true, canWrite: true })
    assert.deepStrictEqual(access("Global Reader"), { canRead: true, canWrite: false })
    assert.deepStrictEqual(access("User Administrator"), { canRead: false, canWrite: false })
    assert.deepStrictEqual(access(), { canRead: false, canWrite: false })
    assert.deepStrictEqual(access("User Administrator", "Global Reader"), { canRead: true, canWrite: false })
    assert.deepStrictEqual(access("Global Reader", "Global Administrator"), { canRead: true, canWrite: true })
  })

  it("permit nothing if they are unknown", () =>
    assert.deepStrictEqual(intuneAccess([1, null, "admin", {}]), { canRead: false, canWrite: false }))
})
