/** A program that imports the packages: creates a connector in memory, and checks that the properties are unchanged. */
import assert from "node:assert/strict"
import { type ConnectorStore, createConnector, type InvalidConnector, openConnectors } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, DomainJoinConnectorState } from "@odj/domain"
import * as graphAdapter from "@odj/graph-adapter"
import * as graphWire from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"

const given = {
  displayName: "Connector 1",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033123-08:00",
  state: "error",
  version: "6.2204.38.3",
} as const

const create: Effect.Effect<DomainJoinConnector, unknown, ConnectorStore> = createConnector(given)
const { id, ...stored } = await Effect.runPromise(Effect.provide(create, MemoryConnectorStore.layer))
assert.deepEqual(stored, given)
assert.match(id, /^[0-9a-f-]{36}$/)
assert.ok(DateTimeOffset.sortKey(stored.lastConnectionDateTime))
assert.deepEqual(DomainJoinConnectorState.literals, ["active", "error", "inactive"])

const body: unknown = JSON.parse("{}")
const refused = Effect.flip(createConnector(body)) as Effect.Effect<InvalidConnector, unknown, ConnectorStore>
const { problems } = await Effect.runPromise(Effect.provide(refused, MemoryConnectorStore.layer))
assert.equal(problems.length, 4)

const connectors = await openConnectors(MemoryConnectorStore.layer)
assert.equal((await connectors.create(given)).state, "error")
await connectors.close()

for (const exported of [graphAdapter, graphWire]) assert.notEqual(Object.keys(exported).length, 0)
