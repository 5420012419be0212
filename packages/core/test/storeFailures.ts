/** One of each failure of a store. */
import type { UnreadableConnector } from "@odj/domain"
import { Duration } from "effect"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  type EntityFailure,
  IdempotencyKeyReused,
  type ListFailure,
  PageTokenInvalid,
  type ServiceFailure,
} from "../src/index.ts"

type OneOfEach<Failure extends { readonly _tag: string }> = {
  readonly [Tag in Failure["_tag"]]: Extract<Failure, { readonly _tag: Tag }>
}

const problems = [{ path: ["version"], message: "Must be a string, not null" }]

/** Connectors that can't be read. The first one has an id. */
export const unreadable: ReadonlyArray<UnreadableConnector> = [
  { id: "hq-1", problems, properties: { id: "hq-1", version: null } },
  ...Array.from({ length: 6 }, () => ({ problems, properties: { version: null } })),
]

/** Makes one of each failure. A promise that rejects with one changes its stack. */
export const makeFailures = () => {
  const report = { code: "Forbidden", message: "no", requestId: "request" }

  const serviceFailures: OneOfEach<ServiceFailure> = {
    ConnectorStoreRefused: new ConnectorStoreRefused({ report }),
    ConnectorStoreThrottled: new ConnectorStoreThrottled({ report, retryAfter: Duration.seconds(30) }),
    ConnectorStoreUnavailable: new ConnectorStoreUnavailable({ report }),
    ConnectorStoreFull: new ConnectorStoreFull({ report }),
  }

  const createFailures: OneOfEach<CreateFailure> = {
    ...serviceFailures,
    ConnectorAlreadyExists: new ConnectorAlreadyExists({ id: "hq-1" }),
    IdempotencyKeyReused: new IdempotencyKeyReused({ key: "key-1" }),
    CreateInProgress: new CreateInProgress({ key: "key-1" }),
    CreateOutcomeUnknown: new CreateOutcomeUnknown({ report }),
  }

  const entityFailures: OneOfEach<EntityFailure> = {
    ...serviceFailures,
    ConnectorNotFound: new ConnectorNotFound({ id: "hq-1" }),
    ConnectorsUnreadable: new ConnectorsUnreadable({ connectors: unreadable.slice(0, 1) }),
  }

  const listFailures: OneOfEach<ListFailure> = {
    ...serviceFailures,
    PageTokenInvalid: new PageTokenInvalid(),
  }

  return { createFailures, entityFailures, listFailures }
}

export const { createFailures, entityFailures, listFailures } = makeFailures()
