/** What can be wrong with a request before a connector is looked at. */
import { Data } from "effect"
import type { TokenFailure } from "../auth/Authenticator.ts"
import type { EdgeFailure, TargetFailure } from "../http/EdgeFailure.ts"

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

/** The request was first sent so long ago that its outcome may be forgotten, or too far in the future. */
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

/** The server does not take requests yet. */
export class NotReady extends Data.TaggedError("NotReady") {}

export type RequestFailure =
  | EdgeFailure
  | TargetFailure
  | TokenFailure
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
