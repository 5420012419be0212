/** A test of another adapter: runs the contract over a store. */
import { laws, suite } from "@odj/connector-store-contract"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { expect, it } from "vitest"

suite("MemoryConnectorStore", MemoryConnectorStore.layer, "only validated connectors are in its memory")

it("has laws", () => {
  expect(Object.keys(laws).length).toBeGreaterThan(0)
})
