/**
 * The port: what the core needs of the place where connectors are kept, and how it can fail.
 *
 * A `ConnectorStore` holds one tenant's connectors. Each sentence of its documentation is a law that
 * `@odj/connector-store-contract` checks. Failures are named for what the caller can do about them.
 */
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Context, type Effect, Schema } from "effect"

/** Nothing was stored: a connector of that id is there already, and was left as it is. */
export class ConnectorAlreadyExists extends Schema.TaggedError<ConnectorAlreadyExists>()(
  "ConnectorAlreadyExists",
  {
    id: Schema.String,
  },
) {}

/**
 * What a service said of a failure, as far as it said anything: its own code and message, and the id under which its
 * operator finds the request.
 */
const ServiceReport = {
  code: Schema.optionalKey(Schema.String),
  message: Schema.String,
  requestId: Schema.optionalKey(Schema.String),
}

/**
 * Nothing was stored: the service says no (permission, licence, not routed, a rule of its own). Asking again is in vain
 * until something changes on its side.
 */
export class ConnectorStoreRefused extends Schema.TaggedError<ConnectorStoreRefused>()(
  "ConnectorStoreRefused",
  ServiceReport,
) {}

/** Nothing was stored: too many requests. `retryAfter` is the wait that the service asks for, where it does. */
export class ConnectorStoreThrottled extends Schema.TaggedError<ConnectorStoreThrottled>()(
  "ConnectorStoreThrottled",
  {
    ...ServiceReport,
    retryAfter: Schema.optionalKey(Schema.Duration),
  },
) {}

/** Nothing was stored: the service was not reached. Asking again is safe. */
export class ConnectorStoreUnavailable extends Schema.TaggedError<ConnectorStoreUnavailable>()(
  "ConnectorStoreUnavailable",
  ServiceReport,
) {}

/**
 * The connector may or may not have been stored: the request went out, and no answer that can be read came back.
 *
 * Creating again may make a second connector; look first.
 */
export class CreateOutcomeUnknown extends Schema.TaggedError<CreateOutcomeUnknown>()(
  "CreateOutcomeUnknown",
  ServiceReport,
) {}

/** Every way in which a store can fail to create. */
export type CreateFailure =
  | ConnectorAlreadyExists
  | ConnectorStoreRefused
  | ConnectorStoreThrottled
  | ConnectorStoreUnavailable
  | CreateOutcomeUnknown

/** Where connectors are kept. */
export class ConnectorStore extends Context.Service<
  ConnectorStore,
  {
    /**
     * Stores a connector and answers it as stored: every property as given, `lastConnectionDateTime` to the last digit
     * and with its offset. A given id is kept; an absent one is made, a lower-case GUID that no other connector has.
     * Ids are compared exactly, upper and lower case apart. Display names need not be unique. Of several creates with
     * one id, exactly one succeeds, and the others fail with `ConnectorAlreadyExists`.
     */
    create(connector: NewDomainJoinConnector): Effect.Effect<DomainJoinConnector, CreateFailure>
  }
>()("@odj/core/ConnectorStore") {}
