import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { collectionPath, entityPath } from "../src/index.ts"

describe("entityPath", () => {
  it("is the collection with the key in parentheses", () => {
    assert.strictEqual(collectionPath, "deviceManagement/domainJoinConnectors")
    assert.strictEqual(
      entityPath("5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d"),
      "deviceManagement/domainJoinConnectors('5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d')",
    )
    assert.strictEqual(
      entityPath("it's 100% a/b?c#d"),
      "deviceManagement/domainJoinConnectors('it''s%20100%25%20a%2Fb%3Fc%23d')",
    )
  })

  it.prop(
    "is one URL segment from which any id can be read back",
    [DomainJoinConnector.fields.id],
    ([id]) => {
      const url = new URL(entityPath(id), "https://graph.microsoft.com/beta/")
      assert.strictEqual(url.search + url.hash, "")
      const [beta, parent, segment = "", ...others] = url.pathname.slice(1).split("/")
      assert.deepStrictEqual([beta, parent, ...others], ["beta", "deviceManagement"])
      const [, key = ""] =
        /^domainJoinConnectors\('((?:[^']|'')+)'\)$/s.exec(decodeURIComponent(segment)) ?? []
      assert.strictEqual(key.replaceAll("''", "'"), id)
    },
    { arbitrary: { runs: 300, size: 20 } },
  )

  it("doubles every quote, so that an id can't end the key", () => {
    for (const [id, key] of [
      ["'", "''"],
      ["''", "''''"],
      ["a'b'c", "a''b''c"],
      ["')/x", "'')%2Fx"],
      ["..", ".."],
    ] as const) {
      assert.strictEqual(entityPath(id), `${collectionPath}('${key}')`)
    }
  })
})
