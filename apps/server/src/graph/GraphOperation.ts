/** The operations of the endpoint: what each resource can be asked, by method. */
import {
  type ConnectorStore,
  createConnector,
  deleteConnector,
  getConnector,
  type IdempotencyKey,
  updateConnector,
} from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { encodeEntity, entityPath, type OptionName, parseQuery } from "@odj/graph-wire"
import { Effect, identity, Result } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { type Failure, RepeatableFailed } from "./FailureTable.ts"
import { count, list } from "./ListOperations.ts"
import type { Call, Operation } from "./Operation.ts"
import { isRepeatable, repeatableIn, unrepeatable } from "./RepeatableRequest.ts"
import { PreconditionFailed, type RequestFailure } from "./RequestFailure.ts"
import type { Resource } from "./Resource.ts"
import { applied, empty, type Form, formAndJson, formOf, json, ofEntity } from "./ResponseForm.ts"

type Responding<E = Failure> = Effect.Effect<HttpResponse, E, ConnectorStore>

const noOptions: ReadonlySet<OptionName> = new Set()

/** Connectors have no entity tags: any that is asked for is another. */
const precondition = ({ headers }: Call): Result.Result<void, RequestFailure> =>
  headers["if-match"] === undefined || headers["if-match"] === "*"
    ? unrepeatable(headers)
    : Result.fail(new PreconditionFailed())

/**
 * Clients give up on a head of more than 16 KiB, `node:http` among them; an id may be longer, and nine times so when it
 * is encoded. The rest of the head is well below the other half.
 */
const maxLocation = 8_192

const created = (connector: DomainJoinConnector, form: Form): HttpResponse => {
  const address = `${form.serviceRoot}/${entityPath(connector.id)}`
  const location = address.length <= maxLocation ? address : undefined
  if (form.preferences.return !== "minimal")
    return json(201, form, encodeEntity(connector, form), {
      ...(location && { Location: location }),
      ...applied(form.preferences.return),
    })
  // Without a body the head alone says what was created: where it can't, there is a body.
  if (location === undefined) return json(201, form, encodeEntity(connector, form))
  return empty({ Location: location, "OData-EntityId": location, ...applied("minimal") })
}

/** `decided` has a say in what the content comes to, once it can be read. */
const createBy = <E>(
  call: Call,
  idempotencyKey: IdempotencyKey | undefined,
  decided: (responding: Responding) => Responding<E>,
): Responding<Failure | E> =>
  Effect.flatMap(Effect.fromResult(formAndJson(call)), ([form, input]) =>
    decided(Effect.map(createConnector(input, { idempotencyKey }), (connector) => created(connector, form))),
  )

/** Says in the response, also to a failure, that the request is carried out once at most, however often it is sent. */
const accepted = (responding: Responding): Responding<RepeatableFailed> =>
  Effect.mapBoth(responding, {
    onSuccess: ({ headers, ...response }) => ({
      ...response,
      headers: { ...headers, "Repeatability-Result": "accepted" },
    }),
    onFailure: (failure) => new RepeatableFailed({ failure }),
  })

const createOnce = (call: Call): Responding<Failure | RepeatableFailed> =>
  Effect.flatMap(
    repeatableIn(call.headers),
    ({ key, firstSent }): Responding<Failure | RepeatableFailed> =>
      firstSent === undefined ? createBy(call, key, identity) : createBy(call, key, accepted),
  )

const create: Operation = {
  permission: "canWrite",
  run: (call) => (isRepeatable(call.headers) ? createOnce(call) : createBy(call, undefined, identity)),
}

const get = (id: string): Operation => ({
  permission: "canRead",
  run: (call) =>
    Effect.flatMap(Effect.fromResult(formOf(call, ofEntity)), (form) =>
      Effect.map(getConnector(id), (connector) => json(200, form, encodeEntity(connector, form))),
    ),
})

const update = (id: string): Operation => ({
  permission: "canWrite",
  run: (call) =>
    Effect.fromResult(Result.andThen(precondition(call), () => formAndJson(call))).pipe(
      Effect.flatMap(([form, input]) =>
        Effect.map(updateConnector(id, input), (connector) =>
          form.preferences.return === "minimal"
            ? empty(applied("minimal"))
            : json(200, form, encodeEntity(connector, form), applied(form.preferences.return)),
        ),
      ),
    ),
})

const remove = (id: string): Operation => ({
  permission: "canWrite",
  run: (call) =>
    Effect.fromResult(Result.andThen(precondition(call), () => parseQuery(call.query, noOptions))).pipe(
      Effect.andThen(deleteConnector(id)),
      Effect.as(empty()),
    ),
})

const ofTheCollection = { GET: list, POST: create }

/** What a resource can be asked, by method. */
export const operationsOf = (
  resource: Exclude<Resource, { _tag: "Batch" | "Metadata" }>,
): Readonly<Record<string, Operation>> => {
  switch (resource._tag) {
    case "Collection":
      return ofTheCollection
    case "Count":
      return { GET: count }
    case "Entity":
      return { GET: get(resource.id), PATCH: update(resource.id), DELETE: remove(resource.id) }
  }
}
