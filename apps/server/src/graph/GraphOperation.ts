/** The operations of the endpoint, by resource and method. */
import {
  createConnectorIn,
  deleteConnectorIn,
  getConnectorIn,
  type IdempotencyKey,
  runIfSynchronous,
  updateConnectorIn,
} from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import {
  encodeEntity,
  encodeServiceDocument,
  encodeSingleton,
  entityPath,
  type OptionName,
  parseQuery,
} from "@odj/graph-wire"
import { Effect, identity, Result } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { type Failure, RepeatableFailed } from "./Failure.ts"
import { count, list } from "./ListOperations.ts"
import type { Call, Operation } from "./Operation.ts"
import { changeIfMet, readIfMet } from "./Preconditions.ts"
import { isRepeatable, readUnexpiredRepeatable, refuseRepeatability } from "./RepeatableRequest.ts"
import type { OperatedResource } from "./Resource.ts"
import {
  documentOptions,
  entityOptions,
  type Form,
  formAndJson,
  formOf,
  json,
  noContent,
  preferenceApplied,
} from "./ResponseForm.ts"

type Responding<E = Failure> = Effect.Effect<HttpResponse, E>

const noOptions: ReadonlySet<OptionName> = new Set()

/**
 * The longest `Location`, in characters. Clients such as `node:http` refuse a response whose head exceeds 16 KiB, and an
 * encoded id can be longer. The other header fields need far less than the remaining 8 KiB.
 */
const maxLocation = 8_192

const created = (connector: DomainJoinConnector, form: Form): HttpResponse => {
  const address = `${form.serviceRoot}/${entityPath(connector.id)}`
  const location = address.length <= maxLocation ? address : undefined
  if (form.preferences.return !== "minimal")
    return json(201, form, encodeEntity(connector, form), {
      ...(location && { Location: location }),
      ...preferenceApplied(form.preferences.return),
    })
  // Only `Location` identifies the connector in a response without a body. If it is too long, send the body.
  if (location === undefined) return json(201, form, encodeEntity(connector, form))
  return noContent({ Location: location, "OData-EntityId": location, ...preferenceApplied("minimal") })
}

/** Reads the request and creates the connector. `decorate` wraps only the create. */
const createWith = <E>(
  call: Call,
  idempotencyKey: IdempotencyKey | undefined,
  decorate: (responding: Responding) => Responding<E>,
): Responding<Failure | E> =>
  Effect.flatMapEager(Effect.fromResult(formAndJson(call)), ([form, input]) =>
    decorate(
      Effect.mapEager(
        runIfSynchronous(createConnectorIn(call.store, input, { idempotencyKey })),
        (connector) => {
          call.facts.connector = connector.id
          return created(connector, form)
        },
      ),
    ),
  )

/** Marks the response, even to a create that failed, as repeatable: a retry with the same headers is safe. */
const markAccepted = (responding: Responding): Responding<RepeatableFailed> =>
  Effect.mapBoth(responding, {
    onSuccess: ({ headers, ...response }) => ({
      ...response,
      headers: { ...headers, "Repeatability-Result": "accepted" },
    }),
    onFailure: (failure) => new RepeatableFailed({ failure }),
  })

const createWithKey = (call: Call): Responding<Failure | RepeatableFailed> =>
  Effect.flatMap(
    readUnexpiredRepeatable(call.headers),
    ({ key, firstSent }): Responding<Failure | RepeatableFailed> =>
      firstSent === undefined ? createWith(call, key, identity) : createWith(call, key, markAccepted),
  )

const create: Operation = {
  name: "create",
  permission: "canWrite",
  run: (call) =>
    changeIfMet(
      call.headers,
      () => Effect.fromResult(formOf(call, entityOptions)),
      () => (isRepeatable(call.headers) ? createWithKey(call) : createWith(call, undefined, identity)),
    ),
}

const get = (id: string): Operation => ({
  name: "get",
  permission: "canRead",
  run: (call) =>
    readIfMet(
      call.headers,
      Effect.flatMapEager(Effect.fromResult(formOf(call, entityOptions)), (form) =>
        Effect.mapEager(runIfSynchronous(getConnectorIn(call.store, id)), (connector) =>
          json(200, form, encodeEntity(connector, form)),
        ),
      ),
    ),
})

/** Reads what a change needs before it finds its connector. */
const beforeChange = <A>(call: Call, read: () => Result.Result<A, Failure>) =>
  Effect.fromResult(Result.andThen(refuseRepeatability(call.headers), read))

const update = (id: string): Operation => ({
  name: "update",
  permission: "canWrite",
  run: (call) =>
    changeIfMet(
      call.headers,
      () =>
        Effect.andThen(
          beforeChange(call, () => formOf(call, entityOptions)),
          getConnectorIn(call.store, id),
        ),
      () =>
        Effect.flatMapEager(
          beforeChange(call, () => formAndJson(call)),
          ([form, input]) =>
            Effect.mapEager(runIfSynchronous(updateConnectorIn(call.store, id, input)), (connector) =>
              form.preferences.return === "minimal"
                ? noContent(preferenceApplied("minimal"))
                : json(200, form, encodeEntity(connector, form), preferenceApplied(form.preferences.return)),
            ),
        ),
    ),
})

const remove = (id: string): Operation => ({
  name: "delete",
  permission: "canWrite",
  run: (call) => {
    const options = beforeChange(call, () => parseQuery(call.query, noOptions))
    return changeIfMet(
      call.headers,
      () => Effect.andThen(options, getConnectorIn(call.store, id)),
      () =>
        Effect.flatMapEager(options, () =>
          Effect.mapEager(runIfSynchronous(deleteConnectorIn(call.store, id)), () => noContent()),
        ),
    )
  },
})

/** Reads a document about the service, which contains no connector. */
const readDocument = (name: Operation["name"], encode: (form: Form) => string) => ({
  GET: {
    name,
    permission: "canRead",
    run: (call) =>
      readIfMet(
        call.headers,
        Effect.fromResult(Result.map(formOf(call, documentOptions), (form) => json(200, form, encode(form)))),
      ),
  } satisfies Operation,
})

const serviceOperations = readDocument("serviceDocument", encodeServiceDocument)
const singletonOperations = readDocument("singleton", encodeSingleton)
const collectionOperations = { GET: list, POST: create }

/** The operations of a resource, by method. */
export const operationsOf = (resource: OperatedResource): Readonly<Record<string, Operation>> => {
  switch (resource._tag) {
    case "Service":
      return serviceOperations
    case "Singleton":
      return singletonOperations
    case "Collection":
      return collectionOperations
    case "Count":
      return { GET: count }
    case "Entity":
      return { GET: get(resource.id), PATCH: update(resource.id), DELETE: remove(resource.id) }
  }
}
