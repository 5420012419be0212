/**
 * The operations of the endpoint: what each resource can be asked, and the responses.
 *
 * An operation sees a {@link Call}, whether it came by itself or in a batch.
 */
import {
  type ConnectorPage,
  type ConnectorStore,
  createConnector,
  deleteConnector,
  getConnector,
  type IdempotencyKey,
  listConnectors,
  updateConnector,
} from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import {
  encodeCollection,
  encodeEntity,
  encodeQuery,
  entityPath,
  type InvalidJson,
  type InvalidQuery,
  type ListOptions,
  type MetadataLevel,
  type OptionName,
  parseQuery,
  type Representation,
} from "@odj/graph-wire"
import { Effect, identity, Result } from "effect"
import type { Principal } from "../auth/Authenticator.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { type Failure, RepeatableFailed } from "./FailureTable.ts"
import { accepts, metadataLevel, type Preferences, preferences } from "./Negotiation.ts"
import { isRepeatable, repeatableIn, unrepeatable } from "./RepeatableRequest.ts"
import { PreconditionFailed, type RequestFailure } from "./RequestFailure.ts"
import type { Resource } from "./Resource.ts"

/** One request for one operation, by a caller who may make it. */
export interface Call {
  /** The address of the API's version, without a slash at its end. */
  readonly serviceRoot: string
  /** What the request was sent to, without its query. */
  readonly address: string
  /** What follows the `?` of the target. */
  readonly query: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly readJson: () => Result.Result<unknown, RequestFailure | InvalidJson>
}

type Responding<E = Failure> = Effect.Effect<HttpResponse, E, ConnectorStore>

/** What a resource can be asked by one method. */
export interface Operation {
  /** What the caller must be allowed to. */
  readonly permission: keyof Pick<Principal, "canRead" | "canWrite">
  readonly run: (call: Call) => Responding<Failure | RepeatableFailed>
}

const contentTypes: Record<MetadataLevel, string> = {
  none: contentType("none"),
  minimal: contentType("minimal"),
  full: contentType("full"),
}

function contentType(level: MetadataLevel): string {
  return `application/json;odata.metadata=${level};odata.streaming=true;IEEE754Compatible=false;charset=utf-8`
}

/** The form of a response, as far as the client may choose it. */
interface Form extends Representation {
  readonly address: string
  readonly options: ListOptions
  readonly preferences: Preferences
}

const ofEntity: ReadonlySet<OptionName> = new Set(["select", "format"])
const ofCollection: ReadonlySet<OptionName> = new Set([
  "select",
  "filter",
  "orderby",
  "top",
  "skip",
  "skiptoken",
  "count",
  "format",
])
const ofCount: ReadonlySet<OptionName> = new Set(["filter"])

const noOptions: ReadonlySet<OptionName> = new Set()

const formOf = (
  { serviceRoot, address, query, headers }: Call,
  allowed: ReadonlySet<OptionName>,
): Result.Result<Form, RequestFailure | InvalidQuery> => {
  const options = parseQuery(query, allowed)
  if (Result.isFailure(options)) return Result.fail(options.failure)
  return Result.map(metadataLevel(headers.accept, options.success.format), (metadata) => ({
    serviceRoot,
    address,
    metadata,
    select: options.success.select,
    options: options.success,
    preferences: preferences(headers.prefer),
  }))
}

/** Connectors have no entity tags: any that is asked for is another. */
const precondition = ({ headers }: Call): Result.Result<void, RequestFailure> =>
  headers["if-match"] === undefined || headers["if-match"] === "*"
    ? unrepeatable(headers)
    : Result.fail(new PreconditionFailed())

/** What can be known before a body is read, then the body. */
const formAndJson = (
  call: Call,
): Result.Result<readonly [Form, unknown], RequestFailure | InvalidQuery | InvalidJson> => {
  const form = formOf(call, ofEntity)
  if (Result.isFailure(form)) return Result.fail(form.failure)
  const json = call.readJson()
  return Result.isFailure(json) ? Result.fail(json.failure) : Result.succeed([form.success, json.success])
}

const common = { "OData-Version": "4.0", "Cache-Control": "no-cache", Vary: "Accept, Prefer" }

const json = (
  status: number,
  { metadata }: Form,
  body: string,
  headers: HttpResponse["headers"] = {},
): HttpResponse => ({
  status,
  headers: { "Content-Type": contentTypes[metadata], ...common, ...headers },
  body,
})

const empty = (headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status: 204,
  headers: { ...common, ...headers },
})

const applied = (preference: Preferences["return"]): HttpResponse["headers"] =>
  preference === undefined ? {} : { "Preference-Applied": `return=${preference}` }

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

const defaultPageSize = 100
const maxPageSize = 1_000

/** No client has to read more at once; our own adapter refuses to. */
const maxPageLength = 2 * 1_024 * 1_024

const pageOf = ({ options }: Form, limit: number): Effect.Effect<ConnectorPage, Failure, ConnectorStore> => {
  const { filter, order, skip, skipToken, count } = options
  return listConnectors({
    limit,
    ...(filter && { filter }),
    ...(order && { order }),
    ...(skip !== undefined && { skip }),
    ...(skipToken !== undefined && { after: skipToken }),
    ...(count && { count }),
  })
}

/** A page as JSON. Where it comes out too long, it is halved, and the link leads to the rest. */
const listed = (form: Form, pageSize: number, limit: number): Responding =>
  Effect.flatMap(pageOf(form, limit), ({ connectors, next, count }) => {
    const { skip: _, ...options } = form.options
    const nextLink =
      next === undefined
        ? undefined
        : `${form.address}?${encodeQuery({ ...options, top: pageSize, skipToken: next })}`
    const body = encodeCollection({ connectors, count, nextLink }, form)
    if (body.length > maxPageLength && connectors.length > 1)
      return listed(form, pageSize, Math.floor(connectors.length / 2))
    return Effect.succeed(
      json(200, form, body, form.preferences.maxPageSize === pageSize ? appliedPageSize(pageSize) : {}),
    )
  })

const appliedPageSize = (size: number) => ({ "Preference-Applied": `odata.maxpagesize=${size}` })

const list: Operation = {
  permission: "canRead",
  run: (call) =>
    Effect.flatMap(Effect.fromResult(formOf(call, ofCollection)), (form) => {
      const wanted = form.options.top ?? defaultPageSize
      const pageSize = Math.min(wanted, form.preferences.maxPageSize ?? maxPageSize, maxPageSize)
      return listed(form, pageSize, pageSize)
    }),
}

/** A count is plain text, and not refused to clients that ask for JSON everywhere. */
const acceptsCount = (accept: string | undefined) =>
  Result.orElse(accepts(accept, "text/plain"), () => accepts(accept, "application/json"))

const count: Operation = {
  permission: "canRead",
  run: ({ query, headers }) =>
    Effect.fromResult(Result.andThen(acceptsCount(headers.accept), () => parseQuery(query, ofCount))).pipe(
      Effect.flatMap(({ filter }) => listConnectors({ limit: 0, count: true, ...(filter && { filter }) })),
      Effect.map((page) => ({
        status: 200,
        headers: { "Content-Type": "text/plain", ...common },
        body: String(page.count),
      })),
    ),
}

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
