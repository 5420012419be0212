/** The shape of the endpoint's operations: the request that one is carried out for, and what it takes. */
import type { ConnectorStore } from "@odj/core"
import type { InvalidJson } from "@odj/graph-wire"
import type { Result } from "effect"
import type { Principal } from "../auth/Authenticator.ts"
import type { RequestFailure } from "./RequestFailure.ts"
import type { Responding } from "./Responder.ts"

/** One request for one operation, by itself or in a batch, by a caller who may make it. */
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

/** What a resource can be asked by one method. */
export interface Operation {
  /** What the caller must be allowed to do. */
  readonly permission: keyof Pick<Principal, "canRead" | "canWrite">
  readonly run: (call: Call) => Responding<ConnectorStore>
}
