/** What can be wrong with a request before a connector is looked at. */
import { Data } from "effect"
import type { TokenFailure } from "../auth/Authenticator.ts"

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

/** What the edge refuses by itself, before there is a request. */
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

/** The path begins with a version that Graph does not have. */
export class VersionUnknown extends Data.TaggedError("VersionUnknown")<{ readonly version: string }> {}

/** The path leads nowhere from this segment on. */
export class SegmentUnknown extends Data.TaggedError("SegmentUnknown")<{ readonly segment: string }> {}

/** The path has no such method. */
export class MethodNotAllowed extends Data.TaggedError("MethodNotAllowed")<{ readonly allow: string }> {}

/** The caller's token does not give the permission that is needed. */
export class PermissionMissing extends Data.TaggedError("PermissionMissing")<{
  readonly anyOf: ReadonlyArray<string>
}> {}

/** The request holds only for an entity tag, which no connector has. */
export class PreconditionFailed extends Data.TaggedError("PreconditionFailed") {}

/** The `Idempotency-Key` can't be read, or stands where it has no meaning. */
export class IdempotencyKeyInvalid extends Data.TaggedError("IdempotencyKeyInvalid")<{
  readonly expected: string
}> {}

/** The headers of a repeatable request can't be read; the message names one of them. */
export class RepeatabilityInvalid extends Data.TaggedError("RepeatabilityInvalid")<{
  readonly message: string
}> {}

/** The request was first sent so long ago that what became of it may be forgotten, or in a future too far. */
export class RepeatabilityOutOfTime extends Data.TaggedError("RepeatabilityOutOfTime") {}

/** Only creates are repeatable. */
export class RepeatabilityNotSupported extends Data.TaggedError("RepeatabilityNotSupported") {}

/** Nothing that the client accepts can be served. */
export class NotAcceptable extends Data.TaggedError("NotAcceptable") {}

/** The body is said to be something else than JSON. */
export class ContentTypeNotJson extends Data.TaggedError("ContentTypeNotJson") {}

/** The body is encoded, which is not supported. */
export class ContentEncodingNotSupported extends Data.TaggedError("ContentEncodingNotSupported") {}

/** There is no body. */
export class BodyEmpty extends Data.TaggedError("BodyEmpty") {}

/** The body is larger than the limit. */
export class BodyTooLarge extends Data.TaggedError("BodyTooLarge") {}

/** The body can't be read: it does not say what it is, or is no UTF-8. */
export class BodyUnreadable extends Data.TaggedError("BodyUnreadable") {}

/** A request of a batch depends on one that has failed. */
export class DependencyFailed extends Data.TaggedError("DependencyFailed")<{ readonly id: string }> {}

/** The server has not begun to answer yet. */
export class NotReady extends Data.TaggedError("NotReady") {}

export type RequestFailure =
  | EdgeFailure
  | TokenFailure
  | TargetTooLong
  | TargetUnreadable
  | HostInvalid
  | VersionUnknown
  | SegmentUnknown
  | MethodNotAllowed
  | PermissionMissing
  | PreconditionFailed
  | IdempotencyKeyInvalid
  | RepeatabilityInvalid
  | RepeatabilityOutOfTime
  | RepeatabilityNotSupported
  | NotAcceptable
  | ContentTypeNotJson
  | ContentEncodingNotSupported
  | BodyEmpty
  | BodyTooLarge
  | BodyUnreadable
  | DependencyFailed
  | NotReady
