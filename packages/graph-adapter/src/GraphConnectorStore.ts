/**
 * A `ConnectorStore` over Microsoft Graph, or over any service with the same API.
 *
 * A create whose outcome is unknown is retried only if the service supports repeatable requests; any other service
 * would store a duplicate. Otherwise the create fails with `CreateOutcomeUnknown`.
 */
import { ConnectorNotFound, ConnectorStore, ConnectorStoreUnavailable, type CreateOptions } from "@odj/core"
import type { DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeNewEntity, encodePatch, entityPath, isSecure } from "@odj/graph-wire"
import { type Config, Duration, Effect, Layer } from "effect"
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

/** How to treat creates whose outcome is unknown. By default they fail with `CreateOutcomeUnknown`. */
export interface CreateSettings {
  /**
   * Whether to search for the connector after a create whose outcome is unknown. This compares the list after the
   * create with the list before it, so every create reads the list first. A create fails with
   * `ConnectorStoreUnavailable` if the list takes longer than 30 seconds. The search takes up to 107 seconds: 17 seconds
   * of waiting and three reads of up to 30 seconds. There is no search while the outcome of an equal create is unknown,
   * for creates by `createMany`, or for creates with an idempotency key.
   */
  readonly reconcile?: boolean | undefined
}

/** The address of the service, and how to sign in to it. */
export interface Settings extends CreateSettings {
  /** The root of the API's version, such as `https://graph.microsoft.com/beta`. */
  readonly baseUrl: URL
  /**
   * The source of bearer tokens: any credential of `@azure/identity`. A token is renewed two minutes before it expires.
   * Without a credential, requests have no token.
   */
  readonly credential?: TokenCredential | undefined
  /** The scope to request tokens for. The default, `<origin>/.default`, is everything granted for the service. */
  readonly scope?: string | undefined
  /**
   * The longest wait before a retry. A request that would have to wait longer is not retried: for example, it fails with
   * `ConnectorStoreThrottled`, whose `retryAfter` is the wait that the service requests. By default, all attempts and waits of a
   * call together are limited to 120 seconds. For a program whose own callers can retry.
   */
  readonly maxRetryWait?: Duration.Input | undefined
  /**
   * Makes the ids of requests: UUIDs that are never repeated, in no process. The default is `crypto.randomUUID`. For a
   * program that starts often: Node.js takes a while to load its cryptography.
   */
  readonly newRequestId?: (() => string) | undefined
}

const jsonBody = (text: string) => HttpBody.text(text, "application/json")

/** The URL of a path below the base URL. */
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
  maxRetryWait = Duration.infinity,
  newRequestId = () => crypto.randomUUID(),
}: Settings) {
  if (credential !== undefined && !isSecure(baseUrl)) {
    return yield* new InsecureAddress({ origin: baseUrl.origin })
  }
  const send = yield* Exchange.make(
    baseUrl,
    newRequestId,
    credential && tokensOf(credential, scope),
    Duration.toMillis(maxRetryWait),
  )
  const collection = below(baseUrl, collectionPath)
  /** The URL of a connector. A URL can't contain malformed Unicode, so no connector has such an id. */
  const entity = (id: string) =>
    id.isWellFormed() ? Effect.succeed(below(baseUrl, entityPath(id)).href) : new ConnectorNotFound({ id })

  const metadataUrl = below(baseUrl, "$metadata").href
  const repeatability = yield* Repeatability.make(baseUrl, metadataUrl, send, newRequestId)

  const create = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    { idempotencyKey }: CreateOptions = {},
  ) {
    const body = jsonBody(encodeNewEntity(connector))
    const headers = yield* repeatability.headersFor(idempotencyKey)
    const repeatable = HttpClientRequest.post(collection.href, { headers, body })
    const first = yield* send("create", repeatable, repeatability.mayRetry)
    repeatability.observe(first)
    // The caller gave no key, so the headers are optional: a wrong clock here, for example, must not prevent the
    // create.
    const isPlainRetry = idempotencyKey === undefined && Repeatability.isRejected(first)
    const response = isPlainRetry
      ? yield* send("create", HttpClientRequest.post(collection.href, { body }))
      : first
    return yield* Effect.fromResult(CreateResponse.interpret(connector, response, idempotencyKey))
  }, spanned("GraphConnectorStore.create"))

  const get = Effect.fnUntraced(function* (id: string) {
    const response = yield* send("read", HttpClientRequest.get(yield* entity(id)))
    return yield* Effect.fromResult(EntityResponse.interpret("read", id, response))
  }, spanned("GraphConnectorStore.get"))

  /** Reads a connector after its update. A failure here must not claim that nothing was changed. */
  const getUpdated = (id: string) =>
    get(id).pipe(
      Effect.catchTag(
        ["ConnectorStoreThrottled", "ConnectorStoreRefused", "ConnectorStoreFull"],
        ({ report }) =>
          Effect.fail(
            new ConnectorStoreUnavailable({
              report: {
                ...report,
                message: `The connector was updated, but could not be read afterwards: ${report.message}`,
              },
            }),
          ),
      ),
    )

  const list = ConnectorList.make(send, collection)

  const update = Effect.fnUntraced(function* (id: string, patch: DomainJoinConnectorPatch) {
    const request = HttpClientRequest.patch(yield* entity(id), { body: jsonBody(encodePatch(patch)) })
    const response = yield* send("update", request)
    // The reference shows the connector in the response; the API's metadata says that the response is empty.
    if (response.status === 204) return yield* getUpdated(id)
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
 * The store of a Graph-compatible service.
 *
 * Needs an `HttpClient` that neither follows redirects nor retries, such as `UndiciClient.layer`. The client should give
 * up connecting within 30 seconds: after that, it is unknown whether the request was sent.
 *
 * @example
 * ```ts
 * import { Agent } from "@effect/platform-node/Undici"
 * import { clouds, GraphConnectorStore, UndiciClient } from "@odj/graph-adapter"
 * import { Layer } from "effect"
 *
 * const store = GraphConnectorStore.layer({
 *   baseUrl: clouds.global.baseUrl,
 *   credential: { getToken: async () => ({ token: "…", expiresOnTimestamp: 0 }) },
 * }).pipe(Layer.provide(UndiciClient.layer(() => new Agent())))
 *
 * console.log(Layer.isLayer(store)) // => true
 * ```
 */
export const layer = (
  settings: Settings,
): Layer.Layer<ConnectorStore, InsecureAddress, HttpClient.HttpClient> =>
  Layer.effect(ConnectorStore, make(settings))

/**
 * The store of a Microsoft cloud, for an application that the environment configures: `AZURE_TENANT_ID`,
 * `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, `AZURE_AUTHORITY_HOST` and `ODJ_CLOUD`. `credentialOf` makes the
 * credential, for example a `ClientSecretCredential` of `@azure/identity`.
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
