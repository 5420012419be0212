import { describe, expectTypeOf, it } from "@effect/vitest"
import type { DomainJoinConnector, NewDomainJoinConnectorInput } from "@odj/domain"
import type { Layer } from "effect"
import type { HttpClient } from "effect/http"
import {
  type ConnectorPage,
  type ConnectorStore,
  type Connectors,
  type CreateOutcome,
  openConnectors,
} from "../src/index.ts"

declare const connectors: Connectors
declare const input: NewDomainJoinConnectorInput
declare const parsed: unknown

describe("openConnectors", () => {
  it("takes the layer of any store that needs nothing else", () => {
    expectTypeOf(openConnectors).toBeCallableWith({} as Layer.Layer<ConnectorStore>)
    expectTypeOf(openConnectors).toBeCallableWith({} as Layer.Layer<ConnectorStore, Error>)
    type Needy = Layer.Layer<ConnectorStore, never, HttpClient.HttpClient>
    expectTypeOf<Needy>().not.toExtend<Parameters<typeof openConnectors>[0]>()
  })

  it("gives connectors that close at the end of a block", () => {
    expectTypeOf(openConnectors).returns.resolves.toEqualTypeOf<Connectors>()
    expectTypeOf(connectors).toExtend<AsyncDisposable>()
  })
})

describe("The connectors", () => {
  it("come as promises, without a type of Effect", () => {
    expectTypeOf(connectors.create(input)).toEqualTypeOf<Promise<DomainJoinConnector>>()
    expectTypeOf(connectors.create(parsed)).toEqualTypeOf<Promise<DomainJoinConnector>>()
    expectTypeOf(connectors.createMany([input])).toEqualTypeOf<Promise<ReadonlyArray<CreateOutcome>>>()
    expectTypeOf(connectors.get("hq-1")).toEqualTypeOf<Promise<DomainJoinConnector>>()
    expectTypeOf(connectors.page({ limit: 10 })).toEqualTypeOf<Promise<ConnectorPage>>()
    expectTypeOf(connectors.update("hq-1", { state: "error" })).toEqualTypeOf<Promise<DomainJoinConnector>>()
    expectTypeOf(connectors.delete("hq-1")).toEqualTypeOf<Promise<void>>()
  })

  it("are listed by a loop", () => {
    expectTypeOf(connectors.list()).toEqualTypeOf<AsyncIterable<DomainJoinConnector>>()
    expectTypeOf(connectors.list).toBeCallableWith({ filter: undefined, order: undefined, limit: undefined })
  })

  it("take no state that is unknown", () => {
    // @ts-expect-error: `activ` is not a state
    connectors.create({ ...input, state: "activ" })
    // @ts-expect-error: `activ` is not a state
    connectors.update("hq-1", { state: "activ" })
  })
})
