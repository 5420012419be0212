/**
 * A `ConnectorStore` over Microsoft Graph, or any service that speaks its dialect.
 *
 * A create that may have been carried out is retried only if the service supports repeatable requests: no other can tell
 * the second of two equal creates from another connector. Otherwise it fails with `CreateOutcomeUnknown`.
 */
import { ConnectorNotFound, ConnectorStore, ConnectorStoreUnavailable, type CreateOptions } from "@odj/core"
import type { DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeNewEntity, encodePatch, entityPath, isSecure } from "@odj/graph-wire"
import { type Config, Effect, Layer } from "effect"
import { HttpBody, type HttpClient, HttpClientRequest } from "effect/http"
import * as CreateMany from "./create/CreateMany.ts"
import * as CreateResponse from "./create/CreateResponse.ts"
import { reconciled } from "./create/Reconciling.ts"
import * as Repeatability from "./create/Repeatability.ts"
import { type AzureApplication, azureEnvironment } from "./credential/AzureEnvironment.ts"
import { tokensOf } from "./credential/BearerToken.ts"
import { InsecureAddress } from "./credential/InsecureAddress.ts"
import type { TokenCredential } from "./credential/TokenCredential.ts"
import * as EntityResponse from "./entity/EntityResponse.ts"
import * as Exchange from "./exchange/Exchange.ts"
import { spanned } from "./exchange/Tracing.ts"
import * as ConnectorList from "./list/ConnectorList.ts"

/** How creates whose outcome is unknown are settled; by default not at all: they fail with `CreateOutcomeUnknown`. */
export interface CreateSettings {
  /**
   * Whether to compare what is there after a create with what was there before. That takes a list before each create,
   * which fails with `ConnectorStoreUnavailable` if it takes longer than 30 seconds, and up to 107 seconds more if the
   * outcome is unknown: 17 of waiting, and 30 for each of three looks. While the outcome of an equal create is unknown,
   * also one of `createMany`, it stays unknown at once. `createMany` itself looks nothing up.
   */
  readonly reconcile?: boolean | undefined
}

/** Where the service is, and how to sign in to it. */
export interface Settings extends CreateSettings {
  /** The root of the API's version, such as `https://graph.microsoft.com/beta`. */
  readonly baseUrl: URL
  /**
   * Gives the bearer tokens: any credential of `@azure/identity`. It is asked for the next one two minutes before one
   * ends. Without it, requests bear none.
   */
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
  reconcile = false,
}: Settings) {
  if (credential !== undefined && !isSecure(baseUrl)) {
    return yield* new InsecureAddress({ origin: baseUrl.origin })
  }
  const send = yield* Exchange.make(baseUrl, credential && tokensOf(credential, scope))
  const collection = below(baseUrl, collectionPath)
  /** The address of a connector; a text that no address can hold is the id of none. */
  const entity = (id: string) =>
    id.isWellFormed() ? Effect.succeed(below(baseUrl, entityPath(id)).href) : new ConnectorNotFound({ id })

  const repeatability = yield* Repeatability.make(baseUrl, below(baseUrl, "$metadata").href, send)

  const create = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    { idempotencyKey }: CreateOptions = {},
  ) {
    const request = HttpClientRequest.post(collection.href, { body: jsonBody(encodeNewEntity(connector)) })
    const headers = yield* repeatability.headersFor(idempotencyKey)
    const repeatable = HttpClientRequest.setHeaders(request, headers)
    const first = yield* send("create", repeatable, repeatability.isHonoured)
    repeatability.learn(first)
    // Nobody has asked for it to be repeatable: a client's clock, say, is not to keep it from being created.
    const isUnwanted = idempotencyKey === undefined && Repeatability.isRejected(first)
    const response = isUnwanted ? yield* send("create", request) : first
    return yield* Effect.fromResult(CreateResponse.interpret(connector, response, idempotencyKey))
  }, spanned("GraphConnectorStore.create"))

  const get = Effect.fnUntraced(function* (id: string) {
    const response = yield* send("read", HttpClientRequest.get(yield* entity(id)))
    return yield* Effect.fromResult(EntityResponse.interpret("read", id, response))
  }, spanned("GraphConnectorStore.get"))

  /** The connector after a change, whose failures must not say that nothing was changed. */
  const changed = (id: string) =>
    get(id).pipe(
      Effect.catchTag(
        ["ConnectorStoreThrottled", "ConnectorStoreRefused", "ConnectorStoreFull"],
        ({ report }) =>
          Effect.fail(
            new ConnectorStoreUnavailable({
              report: { ...report, message: `It was changed, and can't be read: ${report.message}` },
            }),
          ),
      ),
    )

  const list = ConnectorList.make(send, collection)

  const update = Effect.fnUntraced(function* (id: string, patch: DomainJoinConnectorPatch) {
    const request = HttpClientRequest.patch(yield* entity(id), { body: jsonBody(encodePatch(patch)) })
    const response = yield* send("update", request)
    // In the reference the response has the connector, in the API's description it has nothing.
    if (response.status === 204) return yield* changed(id)
    return yield* Effect.fromResult(EntityResponse.interpret("update", id, response))
  }, spanned("GraphConnectorStore.update"))

  const remove = Effect.fnUntraced(function* (id: string) {
    const response = yield* send("delete", HttpClientRequest.delete(yield* entity(id)))
    return yield* Effect.fromResult(EntityResponse.interpretDelete(id, response))
  }, spanned("GraphConnectorStore.delete"))

  const createMany = CreateMany.make({ send, batchUrl: below(baseUrl, "$batch"), create })

  const store = ConnectorStore.of({ create, createMany, get, list, update, delete: remove })
  return reconcile ? yield* reconciled(store) : store
})

/**
 * The store at the given address. Needs an `HttpClient` that neither follows redirects nor retries on its own. It had
 * better give up a connection that does not stand within 30 seconds: later, nobody can say what was sent.
 */
export const layer = (
  settings: Settings,
): Layer.Layer<ConnectorStore, InsecureAddress, HttpClient.HttpClient> =>
  Layer.effect(ConnectorStore, make(settings))

/**
 * The store of a Microsoft cloud, for the application that the environment names by `AZURE_TENANT_ID`,
 * `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, `AZURE_AUTHORITY_HOST` and `ODJ_CLOUD`. The function makes its credential,
 * `ClientSecretCredential` of `@azure/identity` say.
 */
export const layerConfig = (
  credentialOf: (application: AzureApplication) => TokenCredential,
  settings: CreateSettings = {},
): Layer.Layer<ConnectorStore, Config.ConfigError | InsecureAddress, HttpClient.HttpClient> =>
  Layer.unwrap(
    Effect.map(azureEnvironment, ({ application, cloud: { baseUrl, scope } }) =>
      layer({ ...settings, baseUrl, scope, credential: credentialOf(application) }),
    ),
  )
