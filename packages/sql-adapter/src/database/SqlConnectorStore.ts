/** Makes a tenant's `ConnectorStore` from the reads and writes of a database. */
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  type CreateFailure,
  type CreateResult,
  type EntityFailure,
  type IdempotencyKey,
  type ListFailure,
} from "@odj/core"
import type { DomainJoinConnector, DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import type { Effect } from "effect"

/** The reads, whose SQL is the same for every database. */
export interface Reads {
  readonly get: (tenant: string, id: string) => Effect.Effect<DomainJoinConnector, EntityFailure>
  readonly list: (tenant: string, query: ConnectorQuery) => Effect.Effect<ConnectorPage, ListFailure>
}

/** The writes, whose SQL differs between databases. A write succeeds only once it is durable. */
export interface Writes {
  readonly create: (
    tenant: string,
    connector: NewDomainJoinConnector,
    key: IdempotencyKey | undefined,
  ) => Effect.Effect<DomainJoinConnector, CreateFailure>
  readonly createMany: (
    tenant: string,
    connectors: ReadonlyArray<NewDomainJoinConnector>,
  ) => Effect.Effect<ReadonlyArray<CreateResult>>
  readonly update: (
    tenant: string,
    id: string,
    patch: DomainJoinConnectorPatch,
  ) => Effect.Effect<DomainJoinConnector, EntityFailure>
  readonly remove: (tenant: string, id: string) => Effect.Effect<void, EntityFailure>
}

export const storeOf = (reads: Reads, writes: Writes, tenant: string): ConnectorStore["Service"] =>
  ConnectorStore.of({
    create: (connector, options) => writes.create(tenant, connector, options?.idempotencyKey),
    createMany: (connectors) => writes.createMany(tenant, connectors),
    get: (id) => reads.get(tenant, id),
    list: (query) => reads.list(tenant, query),
    update: (id, patch) => writes.update(tenant, id, patch),
    delete: (id) => writes.remove(tenant, id),
  })
