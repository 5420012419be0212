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
import { Failure } from "./Failure.ts"
import type { IdempotencyKey } from "./IdempotencyKey.ts"
import { RefusalReason } from "./RefusalReason.ts"
import { reportText, ServiceReport } from "./ServiceReport.ts"

/** A connector with that id exists. Nothing was stored, and that connector is unchanged. */
export class ConnectorAlreadyExists extends Failure<ConnectorAlreadyExists>()("ConnectorAlreadyExists", {
  id: Schema.String,
}) {
  override get message() {
    return `A connector with the id ${this.id} already exists`
  }
}

/** There is no connector with that id. */
export class ConnectorNotFound extends Failure<ConnectorNotFound>()("ConnectorNotFound", {
  id: Schema.String,
}) {
  override get message() {
    return `There is no connector with the id ${this.id}`
  }
}

/** The page token does not belong to this query. Read the list again from its beginning. */
export class PageTokenInvalid extends Failure<PageTokenInvalid>()("PageTokenInvalid", {}) {
  override get message() {
    return "The page token does not belong to this list. Read the list again from its beginning"
  }
}

/**
 * The service refuses the request (permission, licence, not offered, a rule of its own), and nothing was changed. A
 * retry fails again until something changes on its side; `reason` says what, if that is known.
 */
export class ConnectorStoreRefused extends Failure<ConnectorStoreRefused>()("ConnectorStoreRefused", {
  report: ServiceReport,
  reason: Schema.optionalKey(RefusalReason),
}) {
  override get message() {
    return `The store refused the request, and nothing was changed: ${reportText(this.report)}`
  }
}

/** There were too many requests, and nothing was changed. `retryAfter` is the wait that the service asks for, if any. */
export class ConnectorStoreThrottled extends Failure<ConnectorStoreThrottled>()("ConnectorStoreThrottled", {
  report: ServiceReport,
  retryAfter: Schema.optionalKey(Schema.Duration),
}) {
  override get message() {
    return `There were too many requests, and nothing was changed: ${reportText(this.report)}`
  }
}

/**
 * The service is unreachable, or its response can't be read. Nothing was created, so a create may be retried. An update or
 * a delete may have been applied; repeating it is harmless. If `retryAfter` is set, nothing was changed at all: wait that
 * long and retry.
 */
export class ConnectorStoreUnavailable extends Failure<ConnectorStoreUnavailable>()(
  "ConnectorStoreUnavailable",
  { report: ServiceReport, retryAfter: Schema.optionalKey(Schema.Duration) },
) {
  override get message() {
    const what =
      this.retryAfter === undefined
        ? "The store is unreachable, or its response can't be read"
        : "The store is unavailable, and nothing was changed"
    return `${what}: ${reportText(this.report)}`
  }
}

/**
 * The connector may or may not have been stored: the request was sent, and no readable response came.
 *
 * Look for the connector before you create it again, or there may be two.
 */
export class CreateOutcomeUnknown extends Failure<CreateOutcomeUnknown>()("CreateOutcomeUnknown", {
  report: ServiceReport,
}) {
  override get message() {
    return `It is unknown whether the connector was created: ${reportText(this.report)}`
  }
}

/** The store has no room for more, and nothing was changed. */
export class ConnectorStoreFull extends Failure<ConnectorStoreFull>()("ConnectorStoreFull", {
  report: ServiceReport,
}) {
  override get message() {
    return `The store is full, and nothing was changed: ${reportText(this.report)}`
  }
}

/** The idempotency key was used to create another connector. Nothing was stored. */
export class IdempotencyKeyReused extends Failure<IdempotencyKeyReused>()("IdempotencyKeyReused", {
  key: Schema.String,
}) {
  override get message() {
    return `The idempotency key ${this.key} was used to create another connector`
  }
}

/** A create with the same idempotency key is in flight. A later retry returns its outcome. */
export class CreateInProgress extends Failure<CreateInProgress>()("CreateInProgress", {
  key: Schema.String,
}) {
  override get message() {
    return `A create with the idempotency key ${this.key} is in flight`
  }
}

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
     * Stores several connectors, each as {@link create} would store it by itself, and answers how each of them ended, in
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
