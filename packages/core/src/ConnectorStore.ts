/**
 * The port: what the core needs from a store of connectors, and how a store can fail.
 *
 * A `ConnectorStore` holds the connectors of one tenant. Each sentence of its documentation is a law that
 * `@odj/connector-store-contract` checks. Failures are named for what a caller can do about them.
 *
 * This file is long because a port and its failures belong together.
 */
import {
  type ConnectorFilter,
  type ConnectorOrder,
  type DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
  UnreadableConnector,
  unreadableText,
} from "@odj/domain"
import { Context, type Effect, type Result, Schema } from "effect"
import { Failure } from "./Failure.ts"
import type { IdempotencyKey } from "./IdempotencyKey.ts"
import { RefusalReason } from "./RefusalReason.ts"
import { reportText, ServiceReport } from "./ServiceReport.ts"
import { UnavailabilityReason } from "./UnavailabilityReason.ts"

/** A connector with that id exists. Nothing was stored, and the existing connector is unchanged. */
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

/** How many connectors the message of `ConnectorsUnreadable` names. */
const maxNamed = 5

/**
 * Connectors of the store can't be read, because a property is missing or invalid. `connectors` has at least one. An update
 * that fails with it was applied. A retry fails again until the connectors are corrected or deleted.
 */
export class ConnectorsUnreadable extends Failure<ConnectorsUnreadable>()("ConnectorsUnreadable", {
  connectors: Schema.Array(UnreadableConnector),
}) {
  override get message() {
    const named = this.connectors.slice(0, maxNamed).map(unreadableText)
    const others = this.connectors.length - named.length
    return `The store has connectors that can't be read: ${named.join("; ")}${others > 0 ? `; and ${others} more` : ""}`
  }
}

/** The page token does not belong to this query. Read the list again from the beginning. */
export class PageTokenInvalid extends Failure<PageTokenInvalid>()("PageTokenInvalid", {}) {
  override get message() {
    return "The page token does not belong to this list. Read the list again from its beginning"
  }
}

/**
 * The service refuses the request: a permission or a licence is missing, it does not offer the operation, or a rule of its
 * own forbids it. Nothing was changed. A retry fails again until the cause is removed; `reason` is the cause, if it is known.
 */
export class ConnectorStoreRefused extends Failure<ConnectorStoreRefused>()("ConnectorStoreRefused", {
  report: ServiceReport,
  reason: Schema.optionalKey(RefusalReason),
}) {
  override get message() {
    return `The store refused the request: ${reportText(this.report)}`
  }
}

/** There were too many requests, and nothing was changed. `retryAfter` is the wait that the service requests, if any. */
export class ConnectorStoreThrottled extends Failure<ConnectorStoreThrottled>()("ConnectorStoreThrottled", {
  report: ServiceReport,
  retryAfter: Schema.optionalKey(Schema.Duration),
}) {
  override get message() {
    return `There were too many requests, and nothing was changed: ${reportText(this.report)}`
  }
}

/**
 * The service is unreachable, or its response can't be read. Nothing was created, so a create can be retried. An update or
 * a delete may have been applied, and can be retried. If `retryAfter` is set, nothing was changed at all: wait that long, then
 * retry. `reason` is the cause, if it is known.
 */
export class ConnectorStoreUnavailable extends Failure<ConnectorStoreUnavailable>()(
  "ConnectorStoreUnavailable",
  {
    report: ServiceReport,
    reason: Schema.optionalKey(UnavailabilityReason),
    retryAfter: Schema.optionalKey(Schema.Duration),
  },
) {
  override get message() {
    const text = reportText(this.report)
    if (this.retryAfter !== undefined) return `The store is unavailable, and nothing was changed: ${text}`
    if (this.reason === undefined) return `The store is unreachable, or its response can't be read: ${text}`
    return this.reason === "ResponseUnusable" ? `The store's response can't be used: ${text}` : text
  }
}

/**
 * The connector may or may not have been stored: for example, the request was sent, and no readable response came.
 *
 * Retry with the same idempotency key, if the create had one. Otherwise look for the connector first, or there may be two.
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

/** The failures of every operation. */
export type ServiceFailure =
  | ConnectorStoreRefused
  | ConnectorStoreThrottled
  | ConnectorStoreUnavailable
  | ConnectorStoreFull

/** The failures of a create. */
export type CreateFailure =
  | ConnectorAlreadyExists
  | IdempotencyKeyReused
  | CreateInProgress
  | ServiceFailure
  | CreateOutcomeUnknown

/** The outcome of a create: the connector as stored, or the failure. */
export type CreateResult = Result.Result<DomainJoinConnector, CreateFailure>

/** The failures of a get, an update and a delete. */
export type EntityFailure = ConnectorNotFound | ConnectorsUnreadable | ServiceFailure

/** The failures of a list. */
export type ListFailure = PageTokenInvalid | ServiceFailure

/** Which connectors a page has, and in which order. */
export interface ConnectorQuery {
  /** Which connectors to list. Without `filter`, all connectors. */
  readonly filter?: ConnectorFilter | undefined
  /**
   * How to order them. Connectors that are equal in this order are in the store's own order. Without `order`, all connectors
   * are in the store's own order.
   */
  readonly order?: ConnectorOrder | undefined
  /** How many connectors to leave out before the first page. A page with `after` ignores it. */
  readonly skip?: number | undefined
  /**
   * The largest number of connectors on the page, 0 or more. With a limit of 0, the page has no connectors and no `next`: use
   * it to get only the count.
   */
  readonly limit: number
  /**
   * In characters, as `textLength` counts them. The page ends with the connector at which the texts of its connectors reach
   * this length, even if there are fewer than `limit`. A store may ignore it if its service decides on the size of a page.
   */
  readonly maxLength?: number | undefined
  /** The `next` of the page before. `filter` and `order` must be the same as for that page. */
  readonly after?: string | undefined
  /** Whether the page has a `count`. */
  readonly count?: boolean | undefined
}

/** One page of a list. */
export interface ConnectorPage {
  readonly connectors: ReadonlyArray<DomainJoinConnector>
  /** The connectors that can't be read, because a property is missing or invalid. Absent if there are none. */
  readonly unreadable?: ReadonlyArray<UnreadableConnector> | undefined
  /** The page token of the next page. In a URL it needs no encoding. The last page has none. */
  readonly next?: string | undefined
  /** The number of matches on all pages, if it was requested. */
  readonly count?: number | undefined
}

/** The options of a create. */
export interface CreateOptions {
  /** Identifies the create, so that a retry is safe if the outcome is unknown. */
  readonly idempotencyKey?: IdempotencyKey | undefined
}

/**
 * A store of connectors.
 *
 * A service may return a connector that is invalid, and a database may contain one: for example, its version is null. Such a
 * connector does not affect the others. It is never in `connectors`, but in `unreadable` of exactly one page of a list. A list
 * with a filter may leave it out if the service or the database evaluates the filter, because the store itself can't. It may
 * count in `count`, `skip` and `limit`. `get` fails with `ConnectorsUnreadable`. `update` changes it, and returns it if it is
 * then valid; otherwise it fails with `ConnectorsUnreadable`. `delete` deletes it.
 */
export class ConnectorStore extends Context.Service<
  ConnectorStore,
  {
    /**
     * Stores a connector and returns it as stored: every property as given, `lastConnectionDateTime` to the last digit and
     * with its offset. A given id is kept. A missing id becomes a lower-case GUID that no other connector has. Ids are
     * compared exactly: upper and lower case differ. Display names need not be unique. Of several creates with the same id,
     * exactly one succeeds, and the others fail with `ConnectorAlreadyExists`.
     *
     * A successful create with an idempotency key is remembered for at least 24 hours. The connector and the key are stored
     * together or not at all. A retry has the same key and the same connector, with timestamps compared by their text. It
     * returns the connector as first stored and stores nothing, even after an update or a delete. A create with the same key
     * and another connector fails with `IdempotencyKeyReused`. A create that fails leaves its key unused. A store without
     * support for keys fails with `ConnectorStoreRefused`.
     */
    create(
      connector: NewDomainJoinConnector,
      options?: CreateOptions,
    ): Effect.Effect<DomainJoinConnector, CreateFailure>

    /**
     * Stores several connectors as `create` does, and returns one result for each, in the same order. The results
     * are independent. If several connectors have the same id, only one of them is stored.
     */
    createMany(connectors: ReadonlyArray<NewDomainJoinConnector>): Effect.Effect<ReadonlyArray<CreateResult>>

    /** Returns the connector with that id as stored. Fails with `ConnectorNotFound` if there is none. */
    get(id: string): Effect.Effect<DomainJoinConnector, EntityFailure>

    /**
     * Returns one page of the connectors that match the filter, in the given order, with at most `limit` of them. The
     * first page leaves out `skip` connectors. The page has the number of all matches if `count` is set. The last page has
     * no `next`. A connector that exists all the time, and whose position in the order does not change, is on exactly one
     * page of a list. This holds whatever else is created, updated or deleted in between. A page token that the store did not
     * issue fails with `PageTokenInvalid`.
     *
     * A connector matches a filter if the domain's `filterPredicate` says so: texts are compared and counted by code points,
     * and the parts of a timestamp are those in its own offset.
     */
    list(query: ConnectorQuery): Effect.Effect<ConnectorPage, ListFailure>

    /**
     * Changes the given properties, keeps the others, and returns the connector after the change. Simultaneous updates of
     * different properties are all applied. Fails with `ConnectorNotFound` if there is no connector with that id.
     */
    update(id: string, patch: DomainJoinConnectorPatch): Effect.Effect<DomainJoinConnector, EntityFailure>

    /**
     * Deletes the connector with that id. A new connector can have the same id. Of several deletes of one connector, exactly
     * one succeeds, and the others fail with `ConnectorNotFound`.
     */
    delete(id: string): Effect.Effect<void, EntityFailure>
  }
>()("@odj/core/ConnectorStore") {}
