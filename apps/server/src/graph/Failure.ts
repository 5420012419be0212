/** Every failure of a request to Graph's API. */

import type { CreateFailure, EntityFailure, InvalidConnector, ListFailure } from "@odj/core"
import type { InvalidBatch, InvalidJson, InvalidQuery } from "@odj/graph-wire"
import { Data } from "effect"
import type { RequestFailure } from "./RequestFailure.ts"

/** The failure of a request before its store is used, or of the store. */
export type Failure =
  | RequestFailure
  | InvalidQuery
  | InvalidBatch
  | InvalidJson
  | InvalidConnector
  | CreateFailure
  | EntityFailure
  | ListFailure

/** A create with a valid `Repeatability-Request-ID` failed; its response has a `Repeatability-Result`. */
export class RepeatableFailed extends Data.TaggedClass("RepeatableFailed")<{ readonly failure: Failure }> {}
