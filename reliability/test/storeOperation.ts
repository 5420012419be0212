/**
 * Arbitrary operations on a store. The results of two stores can be compared, because ids that a store generates are
 * replaced by their number, and page tokens are followed.
 */
import { arbitraryFilter, arbitraryOf, variousConnectors } from "@odj/connector-store-contract"
import {
  type ConnectorPage,
  type ConnectorQuery,
  type ConnectorStore,
  type CreateResult,
  IdempotencyKey,
  validate,
} from "@odj/core"
import {
  type ConnectorFilter,
  changeableNames,
  DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
  propertyNames,
} from "@odj/domain"
import { Arbitrary, Effect, Result, Schema } from "effect"

type Store = ConnectorStore["Service"]

/** A connector by its id, or by the number of ids that the store generated before. */
type Target = { readonly id: string } | { readonly made: number }

type Write =
  | { readonly _tag: "Create"; readonly connector: NewDomainJoinConnector; readonly key?: IdempotencyKey }
  | { readonly _tag: "CreateMany"; readonly connectors: ReadonlyArray<NewDomainJoinConnector> }
  | { readonly _tag: "Update"; readonly target: Target; readonly patch: DomainJoinConnectorPatch }
  | { readonly _tag: "Delete"; readonly target: Target }

export type StoreOperation =
  | Write
  | { readonly _tag: "Get"; readonly target: Target }
  /** All pages of a query, with a write between each two pages. */
  | { readonly _tag: "List"; readonly query: ConnectorQuery; readonly between: ReadonlyArray<Write> }
  /** Lets hours pass. */
  | { readonly _tag: "Wait"; readonly hours: number }

const connectors = variousConnectors.map((connector) => Result.getOrThrow(validate(connector)))
const stored = connectors.map((connector) => Schema.decodeUnknownSync(DomainJoinConnector)(connector))

const upTo = (max: number) => arbitraryOf(Array.from({ length: max + 1 }, (_, number) => number))

const anyOf = <A>(arbitraries: ReadonlyArray<Arbitrary.Arbitrary<A>>): Arbitrary.Arbitrary<A> =>
  Arbitrary.flatMap(arbitraryOf(arbitraries), (arbitrary) => arbitrary)

const optional = <const Name extends string, A>(name: Name, value: Arbitrary.Arbitrary<A>) =>
  Arbitrary.map(
    Arbitrary.all({ value, isGiven: arbitraryOf([true, false]) }),
    ({ value, isGiven }): { readonly [_ in Name]?: A } =>
      isGiven ? ({ [name]: value } as { readonly [_ in Name]: A }) : {},
  )

const withoutId = ({ id: _, ...connector }: NewDomainJoinConnector): NewDomainJoinConnector => connector

/** Whether a condition uses the id. If stores generate ids, no condition may: each store generates different ids. */
const usesId = (condition: ConnectorFilter) => JSON.stringify(condition).includes('"property":"id"')

/** Creates the connectors that exist before the other operations. */
export const seedOperation = ({ givesIds }: { readonly givesIds: boolean }): StoreOperation => ({
  _tag: "CreateMany",
  connectors: givesIds ? connectors : connectors.map(withoutId),
})

/** Operations on connectors with given ids, or also on connectors whose ids the store generates. */
export const storeOperation = ({
  givesIds,
}: {
  readonly givesIds: boolean
}): Arbitrary.Arbitrary<StoreOperation> => {
  const connector = Arbitrary.map(
    Arbitrary.all({
      connector: arbitraryOf(connectors),
      isGiven: arbitraryOf(givesIds ? [true] : [true, false]),
    }),
    ({ connector, isGiven }) => (isGiven ? connector : withoutId(connector)),
  )
  const target = Arbitrary.map(
    Arbitrary.all({
      given: arbitraryOf(stored),
      made: upTo(14),
      isGiven: arbitraryOf(givesIds ? [true] : [true, false]),
    }),
    ({ given: { id }, made, isGiven }): Target => (isGiven ? { id } : { made }),
  )
  const key = Arbitrary.map(upTo(1), (number) => IdempotencyKey.make(`key ${number}`))
  const patch = Arbitrary.map(
    Arbitrary.all({
      from: arbitraryOf(stored),
      names: Arbitrary.array(arbitraryOf(changeableNames), { maxLength: 2 }),
    }),
    ({ from, names }): DomainJoinConnectorPatch =>
      Object.fromEntries(names.map((name) => [name, from[name]])),
  )
  const write = anyOf<Write>([
    // Few connectors and keys, so some creates have the same connector or key.
    Arbitrary.map(
      Arbitrary.all({
        connector: arbitraryOf(connectors.slice(0, 2)),
        key,
        isGiven: arbitraryOf([true, givesIds]),
      }),
      ({ connector, key, isGiven }) => ({
        _tag: "Create",
        connector: isGiven ? connector : withoutId(connector),
        key,
      }),
    ),
    Arbitrary.map(connector, (connector) => ({ _tag: "Create", connector })),
    Arbitrary.map(Arbitrary.array(connector, { minLength: 1, maxLength: 6 }), (connectors) => ({
      _tag: "CreateMany",
      connectors,
    })),
    Arbitrary.map(Arbitrary.all({ target, patch }), (parts) => ({ _tag: "Update", ...parts })),
    Arbitrary.map(target, (target) => ({ _tag: "Delete", target })),
  ])
  const filter = arbitraryFilter(stored)
  const query = Arbitrary.map(
    Arbitrary.all([
      optional("filter", givesIds ? filter : Arbitrary.filter(filter, (filter) => !usesId(filter))),
      optional(
        "order",
        Arbitrary.array(
          Arbitrary.all({
            property: arbitraryOf(givesIds ? propertyNames : changeableNames),
            descending: arbitraryOf([false, true]),
          }),
          { maxLength: 3 },
        ),
      ),
      optional("skip", upTo(4)),
      optional("count", arbitraryOf([true, false])),
      Arbitrary.map(upTo(5), (limit) => ({ limit })),
    ]),
    (parts): ConnectorQuery => Object.assign({}, ...parts),
  )
  const get = Arbitrary.map(target, (target): StoreOperation => ({ _tag: "Get", target }))
  const list = Arbitrary.map(
    Arbitrary.all({ query, between: Arbitrary.array(write, { minLength: 1, maxLength: 4 }) }),
    (parts): StoreOperation => ({ _tag: "List", ...parts }),
  )
  const wait = Arbitrary.map(arbitraryOf([1, 23, 25]), (hours): StoreOperation => ({ _tag: "Wait", hours }))
  return anyOf([write, write, write, list, list, list, get, wait])
}

/** Runs operations on a store, and remembers the ids that the store generates, in order. */
export class ComparedStore {
  readonly #store: Store
  readonly #made: Array<string> = []
  readonly #given = new Set(stored.map(({ id }) => id))

  constructor(store: Store) {
    this.#store = store
  }

  /** Runs an operation, and returns a result that can be compared between stores. */
  run(operation: StoreOperation): Effect.Effect<unknown> {
    const store = this.#store
    switch (operation._tag) {
      case "Create":
        return Effect.map(
          Effect.result(store.create(operation.connector, { idempotencyKey: operation.key })),
          (result) => this.#created(result),
        )
      case "CreateMany":
        return Effect.map(store.createMany(operation.connectors), (results) =>
          results.map((result) => this.#created(result)),
        )
      case "Update":
        return this.#outcome(store.update(this.#idOf(operation.target), operation.patch))
      case "Delete":
        return this.#outcome(store.delete(this.#idOf(operation.target)))
      case "Get":
        return this.#outcome(store.get(this.#idOf(operation.target)))
      case "List":
        return this.#outcome(this.#list(operation.query, operation.between))
      case "Wait":
        return Effect.void
    }
  }

  readonly #list = Effect.fnUntraced(
    { self: this },
    function* (this: ComparedStore, query: ConnectorQuery, between: ReadonlyArray<Write>) {
      const pages: Array<unknown> = []
      for (let after: string | undefined, number = 0; ; number++) {
        const page: ConnectorPage = yield* this.#store.list({
          ...query,
          ...(after !== undefined && { after }),
        })
        const { next, ...shown } = page
        pages.push({ ...shown, hasNext: next !== undefined })
        if (next === undefined) return pages
        after = next
        const write = between[number]
        if (write !== undefined) pages.push(yield* this.run(write))
      }
    },
  )

  #idOf(target: Target): string {
    return "id" in target ? target.id : (this.#made[target.made] ?? "none")
  }

  #created(result: CreateResult): unknown {
    if (Result.isSuccess(result)) {
      const { id } = result.success
      if (!this.#given.has(id) && !this.#made.includes(id)) this.#made.push(id)
    }
    return this.#named(result)
  }

  #outcome<A, E>(operation: Effect.Effect<A, E>): Effect.Effect<unknown> {
    return Effect.map(Effect.result(operation), (result) => this.#named(result))
  }

  /** The result as data, with a number in place of each generated id. */
  #named(result: Result.Result<unknown, unknown>): unknown {
    return JSON.parse(JSON.stringify(result), (_, value: unknown) => {
      const index = typeof value === "string" ? this.#made.indexOf(value) : -1
      return index === -1 ? value : `made ${index}`
    })
  }
}
