/** What can be wrong with a request before it is known what it is for. */
import { Data } from "effect"

/** The bytes are no HTTP request. */
export class RequestMalformed extends Data.TaggedError("RequestMalformed") {}

/** The request's head is larger than the limit. */
export class HeadTooLarge extends Data.TaggedError("HeadTooLarge") {}

/** The request did not come in whole in time. */
export class RequestTimedOut extends Data.TaggedError("RequestTimedOut") {}

/** The request expects something else than to be told to go on. */
export class ExpectationUnknown extends Data.TaggedError("ExpectationUnknown") {}

/** The request asks for a tunnel. */
export class TunnelRefused extends Data.TaggedError("TunnelRefused") {}

/** What the edge refuses by itself, since no request comes about. */
export type EdgeFailure =
  | RequestMalformed
  | HeadTooLarge
  | RequestTimedOut
  | ExpectationUnknown
  | TunnelRefused

/** The request target is longer than the limit. */
export class TargetTooLong extends Data.TaggedError("TargetTooLong") {}

/** The request target can't be read: it is no path, or its percent-encoding is no UTF-8. */
export class TargetUnreadable extends Data.TaggedError("TargetUnreadable") {}

/** The `Host` header is absent, given twice, or names no host. */
export class HostInvalid extends Data.TaggedError("HostInvalid") {}

/** What can be wrong with the address of a request. */
export type TargetFailure = TargetTooLong | TargetUnreadable | HostInvalid
