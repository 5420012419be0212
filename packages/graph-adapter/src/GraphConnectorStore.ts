/**
 * A `ConnectorStore` over Microsoft Graph, or any service that speaks its dialect.
 *
 * A create is sent once and never again: the service can't tell the second of two equal creates from another
 * connector. What became of it is said plainly instead.
 */
import {
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import type { DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeNew, encodePatch, entityPath } from "@odj/graph-wire"
import { Effect, Layer, Redacted, Struct } from "effect"
import { HttpBody, type HttpClient, HttpClientRequest } from "effect/http"
import * as CreateAnswer from "./CreateAnswer.ts"
import * as EntityAnswer from "./EntityAnswer.ts"
import * as Exchange from "./Exchange.ts"
import * as ListAnswer from "./ListAnswer.ts"
import { placeOf } from "./PagePlace.ts"
import type { TokenCredential } from "./TokenCredential.ts"

/** Where the service is, and how to sign in to it. */
export interface Settings {
  /** The root of the API's version, such as `https://graph.microsoft.com/beta`. */
  readonly baseUrl: URL
  /** Gives the bearer tokens: any credential of `@azure/identity`. Without it, requests bear none. */
  readonly credential?: TokenCredential | undefined
  /** What a token is asked for with; by default all that was granted for the service, `<origin>/.default`. */
  readonly scope?: string | undefined
}

const jsonBody = (text: string) => HttpBody.text(text, "application/json")

/** The address of a path below the base. */
const below = (baseUrl: URL, path: string): URL => {
  const url = new URL(baseUrl)
  url.pathname = `${baseUrl.pathname.replace(/\/+$/, "")}/${path}`
  return url
}

const make = Effect.fnUntraced(function* ({
  baseUrl,
  credential,
  scope = `${baseUrl.origin}/.default`,
}: Settings) {
  const send = yield* Exchange.make(
    Effect.promise(async () => Redacted.make((await credential?.getToken(scope))?.token ?? "")),
  )
  const collection = below(baseUrl, collectionPath)
  const entity = (id: string) => below(baseUrl, entityPath(id))

  const create = Effect.fn("GraphConnectorStore.create")(function* (connector: NewDomainJoinConnector) {
    const request = HttpClientRequest.post(collection.href, { body: jsonBody(encodeNew(connector)) })
    const answer = yield* send(request, CreateOutcomeUnknown)
    return yield* Effect.fromResult(CreateAnswer.interpret(connector, answer))
  })

  const get = Effect.fn("GraphConnectorStore.get")(function* (id: string) {
    const answer = yield* send(HttpClientRequest.get(entity(id).href), ConnectorStoreUnavailable)
    return yield* Effect.fromResult(EntityAnswer.interpret(id, answer))
  })

  const page = Effect.fnUntraced(function* (query: ConnectorQuery) {
    const place = yield* Effect.fromResult(placeOf(collection, query))
    const answer = yield* send(HttpClientRequest.get(place.url.href), ConnectorStoreUnavailable)
    return yield* Effect.fromResult(ListAnswer.interpret({ collection, query, place }, answer))
  })

  const list = Effect.fn("GraphConnectorStore.list")(function* (query: ConnectorQuery) {
    const answered = yield* page(query)
    if (!query.count || answered.count !== undefined) return answered
    // The address of this page was given for a query that did not ask for a count.
    const { filter } = query
    const counted = yield* page({ ...(filter !== undefined && { filter }), limit: 0, count: true })
    return { ...answered, ...Struct.pick(counted, ["count"]) }
  })

  const update = Effect.fn("GraphConnectorStore.update")(function* (
    id: string,
    patch: DomainJoinConnectorPatch,
  ) {
    const request = HttpClientRequest.patch(entity(id).href, { body: jsonBody(encodePatch(patch)) })
    const answer = yield* send(request, ConnectorStoreUnavailable)
    // The reference answers the connector, the API's description nothing.
    if (answer.status === 204) return yield* get(id)
    return yield* Effect.fromResult(EntityAnswer.interpret(id, answer))
  })

  const remove = Effect.fn("GraphConnectorStore.delete")(function* (id: string) {
    const answer = yield* send(HttpClientRequest.delete(entity(id).href), ConnectorStoreUnavailable)
    return yield* Effect.fromResult(EntityAnswer.interpretDelete(id, answer))
  })

  const createMany = (connectors: ReadonlyArray<NewDomainJoinConnector>) =>
    Effect.forEach(connectors, (connector) => Effect.result(create(connector)))

  return ConnectorStore.of({ create, createMany, get, list, update, delete: remove })
})

/** The store at the given address. Needs an `HttpClient` that neither follows redirects nor sends again on its own. */
export const layer = (settings: Settings): Layer.Layer<ConnectorStore, never, HttpClient.HttpClient> =>
  Layer.effect(ConnectorStore, make(settings))
