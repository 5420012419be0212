/** What the benchmark asks of a client. */
import type { NewDomainJoinConnectorInput } from "@odj/domain"

/** Where a client finds the service, and the token that it sends. */
export interface Service {
  /** The root of the API's version, such as `https://127.0.0.1:43210/beta`. */
  readonly baseUrl: string
  readonly token: string
}

export type Connector = NewDomainJoinConnectorInput

/** A client with its defaults. A method rejects if the client reports a failure. */
export interface GraphClient {
  readonly create: (connector: Connector) => Promise<unknown>
  /** Creates in one batch. Returns for each connector whether it is reported as created. Absent if the client has no batches. */
  readonly createMany?: (connectors: ReadonlyArray<Connector>) => Promise<ReadonlyArray<boolean>>
  /** Reads all pages of the list, and returns the number of connectors. */
  readonly list: () => Promise<number>
  readonly delete: (id: string) => Promise<unknown>
}

/** A kind of client. Each trial makes a new client. */
export interface ClientKind {
  /** The head of its column. */
  readonly title: string
  /** The package that has its version; absent for what this checkout and Node.js have. */
  readonly package?: string
  readonly make: (service: Service) => GraphClient | Promise<GraphClient>
}
