/** Tests of the query of a next page's link. */
import { assert, describe, it } from "@effect/vitest"
import { nextPageQuery } from "../src/index.ts"

describe("nextPageQuery", () => {
  it("replaces the options of paging, however their names are written", () => {
    for (const query of ["", "$top=9", "TOP=9&%24Skip=3", "&$skiptoken=old&&skip=1&$skiptoken"])
      assert.strictEqual(nextPageQuery(query, 2, "a=b"), "$top=2&$skiptoken=a%3Db", query)
  })

  it("keeps all other options as they are written", () => {
    const query = "$Filter=displayName+eq+@top&@top='%2B'&count=true"
    assert.strictEqual(nextPageQuery(`${query}&$top=9`, 2, "t"), `${query}&$top=2&$skiptoken=t`)
  })

  it("encodes what a URL can't contain, such as a space or a fragment", () => {
    const query = `$filter=displayName in ["a#"]`
    assert.strictEqual(
      nextPageQuery(query, 2, "t"),
      "$filter=displayName%20in%20%5B%22a%23%22%5D&$top=2&$skiptoken=t",
    )
  })
})
