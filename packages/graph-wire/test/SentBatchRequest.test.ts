import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { decodeBatchRequests, encodeBatchRequests } from "../src/index.ts"

/** A batch has at least one request. */
const first = { id: "0", method: "POST", url: "/things", headers: {}, body: "0" }

describe("A client's batch", () => {
  it.prop(
    "is read by a service as it was written",
    [Schema.Array(Schema.String), Schema.Json],
    ([texts, json]) => {
      const items = texts.slice(0, 20).map((text, index) => ({
        id: String(index),
        method: "POST",
        url: `/things?${encodeURIComponent(text.toWellFormed())}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text, json }),
      }))
      const batch = [first, ...items.slice(1)]
      assert.deepStrictEqual<unknown>(
        Result.getOrThrow(decodeBatchRequests(JSON.parse(encodeBatchRequests(batch)))),
        batch.map((item) => ({ ...item, body: JSON.parse(item.body), dependsOn: [] })),
      )
    },
  )
})
