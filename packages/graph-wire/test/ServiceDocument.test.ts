import { assert, describe, it } from "@effect/vitest"
import { encodeServiceDocument, encodeSingleton, metadataDocument } from "../src/index.ts"

const serviceRoot = "https://graph.microsoft.com/beta"

describe("The service document", () => {
  it("names the singleton of the metadata document", () => {
    const { value, ...rest } = JSON.parse(encodeServiceDocument({ serviceRoot, metadata: "minimal" }))
    assert.deepStrictEqual(rest, { "@odata.context": `${serviceRoot}/$metadata` })
    const singletons = Array.from(metadataDocument.matchAll(/<Singleton Name="(\w+)"/g), ([, name]) => name)
    assert.deepStrictEqual(
      value,
      singletons.map((name) => ({ name, kind: "Singleton", url: name })),
    )
  })

  it("has no context without metadata", () =>
    assert.deepStrictEqual(
      Object.keys(JSON.parse(encodeServiceDocument({ serviceRoot, metadata: "none" }))),
      ["value"],
    ))
})

describe("The singleton", () => {
  it("has its name as its id", () =>
    assert.strictEqual(
      encodeSingleton({ serviceRoot, metadata: "minimal" }),
      `{"@odata.context":"${serviceRoot}/$metadata#deviceManagement","id":"deviceManagement"}`,
    ))
})
