import { describe, expectTypeOf, it } from "@effect/vitest"
import type { ConnectorFilter, ConnectorOrder } from "@odj/domain"
import { Effect } from "effect"
import {
  type ConnectorPage,
  type ConnectorQuery,
  type ConnectorStore,
  type CreateFailure,
  type CreateOptions,
  createConnector,
  type IdempotencyKey,
  type ListFailure,
  listConnectors,
} from "../src/index.ts"

declare const filter: ConnectorFilter | undefined
declare const order: ConnectorOrder | undefined
declare const text: string | undefined
declare const number: number | undefined

describe("A query", () => {
  it("takes undefined for whatever it may leave out", () => {
    const query: ConnectorQuery = { filter, order, skip: number, limit: 10, after: text, count: undefined }
    expectTypeOf(listConnectors(query)).toEqualTypeOf<
      Effect.Effect<ConnectorPage, ListFailure, ConnectorStore>
    >()
    expectTypeOf(listConnectors({ limit: 10 })).toEqualTypeOf(listConnectors(query))
  })

  it("needs a limit", () => {
    expectTypeOf<{ filter: ConnectorFilter }>().not.toExtend<ConnectorQuery>()
    expectTypeOf<{ limit: number | undefined }>().not.toExtend<ConnectorQuery>()
  })
})

describe("The options of a create", () => {
  it("take undefined for the key, and no text that was not checked", () => {
    expectTypeOf<{ idempotencyKey: undefined }>().toExtend<CreateOptions>()
    expectTypeOf<{ idempotencyKey: IdempotencyKey }>().toExtend<CreateOptions>()
    expectTypeOf<{ idempotencyKey: string }>().not.toExtend<CreateOptions>()
  })
})

describe("The failures of a create", () => {
  it("are all told apart by their tags", () => {
    expectTypeOf<CreateFailure["_tag"]>().toEqualTypeOf<
      | "ConnectorAlreadyExists"
      | "ConnectorStoreFull"
      | "ConnectorStoreRefused"
      | "ConnectorStoreThrottled"
      | "ConnectorStoreUnavailable"
      | "CreateInProgress"
      | "CreateOutcomeUnknown"
      | "IdempotencyKeyReused"
    >()
  })

  it("leave none when each is caught", () => {
    const caught = createConnector({} as unknown).pipe(
      Effect.catchTags({
        InvalidConnector: ({ problems }) => Effect.succeed(problems.length),
        ConnectorAlreadyExists: ({ id }) => Effect.succeed(id.length),
      }),
    )
    expectTypeOf<Effect.Error<typeof caught>["_tag"]>().toEqualTypeOf<
      Exclude<CreateFailure["_tag"], "ConnectorAlreadyExists">
    >()
  })
})
