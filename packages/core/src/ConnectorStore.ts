/**
 * The port: what the core needs of the place where connectors are kept, and how it can fail.
 *
 * A `ConnectorStore` holds one tenant's connectors. Each sentence of its documentation is a law that
 * `@odj/connector-store-contract` checks. Failures are named for what the caller can do about them.
 */
import type {
  ConnectorFilter,
  ConnectorOrder,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  NewDomainJoinConnector,
} from "@odj/domain"
import { Context, type Effect, type Result, Schema } from "effect"
import type { IdempotencyKey } from "./IdempotencyKey.ts"

/** Nothing was stored: a connector of that id is there already, and was left as it is. */
export class ConnectorAlreadyExists extends Schema.TaggedError<ConnectorAlreadyExists>()(
  "ConnectorAlreadyExists",
  {
    id: Schema.String,
  },
) {}

/** There is no connector of that id. */
export class ConnectorNotFound extends Schema.TaggedError<ConnectorNotFound>()("ConnectorNotFound", {
  id: Schema.String,
}) {}

/** The page token is not one that the store gave for this query; the list has to be read from its beginning. */
export class PageTokenInvalid extends Schema.TaggedError<PageTokenInvalid>()("PageTokenInvalid", {}) {}

/**
 * What a service said of a failure, as far as it said anything: its own code and message, and the ids under which its
 * operator finds the request. `requestId` is the service's own, or else the one that the request was sent with, which
 * `clientRequestId` is; `activityId` is that of Intune behind Graph.
 */
const serviceReport = {
  code: Schema.optionalKey(Schema.String),
  message: Schema.String,
  requestId: Schema.optionalKey(Schema.String),
  clientRequestId: Schema.optionalKey(Schema.String),
  activityId: Schema.optionalKey(Schema.String),
}
export type ServiceReport = Schema.Struct.Type<typeof serviceReport>

/**
 * Why a service refuses, where that is known.
 *
 * | reason | what it means | what helps |
 * |---|---|---|
 * | `SignInRequired` | there is no token, or none that the service takes | to sign in again |
 * | `PermissionMissing` | whoever is signed in may not do this | the permission, or the role, that it takes |
 * | `LicenseMissing` | the tenant has no licence of Intune | a licence |
 * | `OperationNotOffered` | the service documents the operation, and does not carry it out | another way |
 * | `DeletionNotOffered` | Intune refuses to delete connectors, whoever asks | to wait: it removes inactive ones after 30 days |
 */
export const RefusalReason = Schema.Literals([
  "SignInRequired",
  "PermissionMissing",
  "LicenseMissing",
  "OperationNotOffered",
  "DeletionNotOffered",
])
export type RefusalReason = typeof RefusalReason.Type

/**
 * Nothing was changed: the service says no (permission, licence, not offered, a rule of its own). Asking again is in
 * vain until something changes on its side; `reason` says what, where that is known.
 */
export class ConnectorStoreRefused extends Schema.TaggedError<ConnectorStoreRefused>()(
  "ConnectorStoreRefused",
  { ...serviceReport, reason: Schema.optionalKey(RefusalReason) },
) {}

/** Nothing was changed: too many requests. `retryAfter` is the wait that the service asks for, where it does. */
export class ConnectorStoreThrottled extends Schema.TaggedError<ConnectorStoreThrottled>()(
  "ConnectorStoreThrottled",
  {
    ...serviceReport,
    retryAfter: Schema.optionalKey(Schema.Duration),
  },
) {}

/**
 * The service is unreachable, or its response can't be read. Nothing was created, so a create may be retried. An update or
 * a delete may have been applied; repeating it is harmless. If `retryAfter` is set, nothing was changed at all: wait that
 * long and retry.
 */
export class ConnectorStoreUnavailable extends Schema.TaggedError<ConnectorStoreUnavailable>()(
  "ConnectorStoreUnavailable",
  {
    ...serviceReport,
    retryAfter: Schema.optionalKey(Schema.Duration),
  },
) {}

/**
 * The connector may or may not have been stored: the request was sent, and no response came that can be read.
 *
 * Creating again may make a second connector; look first.
 */
export class CreateOutcomeUnknown extends Schema.TaggedError<CreateOutcomeUnknown>()(
  "CreateOutcomeUnknown",
  serviceReport,
) {}

/** Nothing was changed: there is no room for more where the connectors are kept. */
export class ConnectorStoreFull extends Schema.TaggedError<ConnectorStoreFull>()(
  "ConnectorStoreFull",
  serviceReport,
) {}

/** Nothing was stored: the idempotency key is that of a create of another connector. */
export class IdempotencyKeyReused extends Schema.TaggedError<IdempotencyKeyReused>()("IdempotencyKeyReused", {
  key: Schema.String,
}) {}

/** A create with the same idempotency key is in flight. Retried later, it has the outcome of that one. */
export class CreateInProgress extends Schema.TaggedError<CreateInProgress>()("CreateInProgress", {
  key: Schema.String,
}) {}

/** Every way in which a service can fail to answer, whatever it is asked. */
export type ServiceFailure =
  | ConnectorStoreRefused
  | ConnectorStoreThrottled
  | ConnectorStoreUnavailable
  | ConnectorStoreFull

/** Every way in which a store can fail to create. */
export type CreateFailure =
  | ConnectorAlreadyExists
  | IdempotencyKeyReused
  | CreateInProgress
  | ServiceFailure
  | CreateOutcomeUnknown

/** How a create ended: the connector as stored, or the failure. */
export type CreateResult = Result.Result<DomainJoinConnector, CreateFailure>

/** Every way in which a store can fail to get, to change or to delete the connector of an id. */
export type EntityFailure = ConnectorNotFound | ServiceFailure

/** Every way in which a store can fail to list. */
export type ListFailure = PageTokenInvalid | ServiceFailure

/** Which connectors are asked for, in which order, and how many of them at once. */
export interface ConnectorQuery {
  /** Only those that match; without it, all. */
  readonly filter?: ConnectorFilter | undefined
  /** What is equal in it, and everything where there is none, comes in the order in which the store has it. */
  readonly order?: ConnectorOrder | undefined
  /** How many to leave out at the beginning; counts for the first page. */
  readonly skip?: number | undefined
  /** How many a page may have, at least 0. With 0 it has none and no `next` either: it is there for the count alone. */
  readonly limit: number
  /** `next` of the page before, whose query was the same but for `limit`, `count` and this. */
  readonly after?: string | undefined
  /** Whether to say how many match in all. */
  readonly count?: boolean | undefined
}

export interface ConnectorPage {
  readonly connectors: ReadonlyArray<DomainJoinConnector>
  /** The token with which the next page is asked for: text that a URL can carry as it is. Absent on the last page. */
  readonly next?: string | undefined
  /** How many match, on all pages together, where that was asked for. */
  readonly count?: number | undefined
}

/** What an intent to create may say beside the connector. */
export interface CreateOptions {
  /** Tells the intent from every other: whoever does not know what became of a create asks again with its key. */
  readonly idempotencyKey?: IdempotencyKey | undefined
}

/** Where connectors are kept. */
export class ConnectorStore extends Context.Service<
  ConnectorStore,
  {
    /**
     * Stores a connector and answers it as stored: every property as given, `lastConnectionDateTime` to the last digit
     * and with its offset. A given id is kept; an absent one is made, a lower-case GUID that no other connector has.
     * Ids are compared exactly, upper and lower case apart. Display names need not be unique. Of several creates with
     * one id, exactly one succeeds, and the others fail with `ConnectorAlreadyExists`.
     *
     * A create with an idempotency key that succeeds is remembered for 24 hours at least, together with the connector or
     * not at all. The same key and connector then give the same answer, and nothing is stored a second time, whatever
     * has become of the connector since; another connector with that key fails with `IdempotencyKeyReused`. A create
     * that fails uses up no key. A store that can't keep this promise fails with `ConnectorStoreRefused`.
     */
    create(
      connector: NewDomainJoinConnector,
      options?: CreateOptions,
    ): Effect.Effect<DomainJoinConnector, CreateFailure>

    /**
     * Stores several connectors, each as `create` would store it by itself, and answers how each of them ended, in
     * the order in which they were given: that of one does not depend on another, save that two of them may have one id.
     */
    createMany(connectors: ReadonlyArray<NewDomainJoinConnector>): Effect.Effect<ReadonlyArray<CreateResult>>

    /** Answers the connector of that id as it is stored. Without one it fails with `ConnectorNotFound`. */
    get(id: string): Effect.Effect<DomainJoinConnector, EntityFailure>

    /**
     * Answers one page of the connectors that match the filter, in the given order and at most `limit` of them, and how
     * many match in all where that is asked for. `skip` leaves out as many at the beginning. Pages that follow one
     * another by `next` give every connector that is there all the while, and stays where it is in the order, exactly
     * once, whatever is created, changed and deleted in between; `next` is absent when nothing is left. A token that is
     * none of the store's fails with `PageTokenInvalid`.
     */
    list(query: ConnectorQuery): Effect.Effect<ConnectorPage, ListFailure>

    /**
     * Changes the properties that are given, keeps the others, and answers the connector as it is then. Of simultaneous
     * changes none is lost that concerns another property. Without a connector of that id it fails with
     * `ConnectorNotFound`.
     */
    update(id: string, patch: DomainJoinConnectorPatch): Effect.Effect<DomainJoinConnector, EntityFailure>

    /**
     * Deletes the connector of that id; the id is free again. Of several deletions of one connector exactly one
     * succeeds, and the others fail with `ConnectorNotFound`.
     */
    delete(id: string): Effect.Effect<void, EntityFailure>
  }
>()("@odj/core/ConnectorStore") {}
