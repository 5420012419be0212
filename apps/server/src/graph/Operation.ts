/** The types of an operation of the endpoint and of a call to it. */
import type { ConnectorStore } from "@odj/core"
import type { InvalidJson } from "@odj/graph-wire"
import type { Result } from "effect"
import type { Principal } from "../auth/Authenticator.ts"
import type { RequestFacts } from "../http/HttpMessage.ts"
import type { RequestFailure } from "./RequestFailure.ts"
import type { Responding } from "./Responder.ts"

/** A request for one operation, alone or in a batch. The caller has the permission. */
export interface Call {
  /** The store of the caller's tenant. */
  readonly store: ConnectorStore["Service"]
  /** The URL of the API's version, without a trailing slash. */
  readonly serviceRoot: string
  /** The part of the URL after `?`. */
  readonly query: string
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Gets the id of a connector that the call creates. */
  readonly facts: RequestFacts
  readonly readJson: () => Result.Result<unknown, RequestFailure | InvalidJson>
}

/** The names of the operations on connectors, in logs, traces, faults and the ledger. */
export const operationNames = ["create", "get", "list", "count", "update", "delete"] as const

/** The names of the operations that change connectors. */
export const writeNames = ["create", "update", "delete"] as const satisfies ReadonlyArray<ApiOperation>
export type WriteName = (typeof writeNames)[number]

/** What a request to Graph's API can ask for. */
export const apiOperations = [...operationNames, "batch", "metadata", "serviceDocument", "singleton"] as const
export type ApiOperation = (typeof apiOperations)[number]

/** An operation of a resource by one method. */
export interface Operation {
  readonly name: ApiOperation
  /** The permission that the caller needs. */
  readonly permission: keyof Pick<Principal, "canRead" | "canWrite">
  /** Whether it may visit every connector. */
  readonly isScan?: true
  readonly run: (call: Call) => Responding
}
