/** Failures of a request before a store is used. */
import { Data } from "effect"
import type { TokenFailure } from "../auth/Authenticator.ts"
import type { EdgeFailure, TargetFailure } from "../http/EdgeFailure.ts"
import type { ApiOperation } from "./Operation.ts"

/** Graph has no such version. */
export class VersionUnknown extends Data.TaggedClass("VersionUnknown")<{ readonly version: string }> {}

/** The path has no resource from this segment on. */
export class SegmentUnknown extends Data.TaggedClass("SegmentUnknown")<{ readonly segment: string }> {}

/** The path has two slashes in a row. */
export class SegmentEmpty extends Data.TaggedClass("SegmentEmpty") {}

/** The resource does not support the method. */
export class MethodNotAllowed extends Data.TaggedClass("MethodNotAllowed")<{ readonly allow: string }> {}

/** The caller's token lacks the permission for the resource at a path below the service root. */
export class PermissionMissing extends Data.TaggedClass("PermissionMissing")<{
  readonly path: string
  readonly anyOf: ReadonlyArray<string>
}> {}

/** The user's roles do not permit the operation, although the token does. */
export class RoleMissing extends Data.TaggedClass("RoleMissing")<{ readonly path: string }> {}

/** The server does not allow the operation, whatever the caller's permissions. */
export class OperationNotAllowed extends Data.TaggedClass("OperationNotAllowed")<{
  readonly name: ApiOperation
}> {}

/** The condition of a header is false for a target that exists. */
export class PreconditionFailed extends Data.TaggedClass("PreconditionFailed")<{
  readonly header: "If-Match" | "If-None-Match"
}> {}

/** The header requires a version of OData that is not supported. */
export class ODataVersionNotSupported extends Data.TaggedClass("ODataVersionNotSupported")<{
  readonly header: "OData-Version" | "OData-MaxVersion"
}> {}

/** The request requires isolation from the changes of other requests. */
export class IsolationNotSupported extends Data.TaggedClass("IsolationNotSupported") {}

/** The `Idempotency-Key` is invalid, or the request does not support one. */
export class IdempotencyKeyInvalid extends Data.TaggedClass("IdempotencyKeyInvalid")<{
  readonly message: string
}> {}

/** The headers of a repeatable request are invalid; the message names one of them. */
export class RepeatabilityInvalid extends Data.TaggedClass("RepeatabilityInvalid")<{
  readonly message: string
}> {}

/** `Repeatability-First-Sent` is so old that the key may have expired, or too far in the future. */
export class RepeatabilityOutOfRange extends Data.TaggedClass("RepeatabilityOutOfRange") {}

/** Only creates are repeatable. */
export class RepeatabilityNotSupported extends Data.TaggedClass("RepeatabilityNotSupported") {}

/** The server supports no media type that the client accepts. */
export class NotAcceptable extends Data.TaggedClass("NotAcceptable") {}

/** The `Content-Type` is not JSON. */
export class ContentTypeNotJson extends Data.TaggedClass("ContentTypeNotJson") {}

/** The body has a `Content-Encoding`, which is not supported. */
export class ContentEncodingNotSupported extends Data.TaggedClass("ContentEncodingNotSupported") {}

/** The body is missing. */
export class BodyEmpty extends Data.TaggedClass("BodyEmpty") {}

/** The body exceeds the limit. */
export class BodyTooLarge extends Data.TaggedClass("BodyTooLarge") {}

/** The body has no `Content-Type`, or is not UTF-8; the reason is a sentence. */
export class BodyInvalid extends Data.TaggedClass("BodyInvalid")<{ readonly reason: string }> {}

/** The URL of a request of a batch is that of another server. */
export class BatchUrlForeign extends Data.TaggedClass("BatchUrlForeign") {}

/** A request of a batch depends on a request that has failed. */
export class DependencyFailed extends Data.TaggedClass("DependencyFailed")<{ readonly id: string }> {}

/** The response to a batch has no room for the response to this read. */
export class BatchFull extends Data.TaggedClass("BatchFull") {}

/** A list or a count took too long. */
export class ReadTimedOut extends Data.TaggedClass("ReadTimedOut")<{ readonly milliseconds: number }> {}

/** The client has disconnected before its response. */
export class ClientLeft extends Data.TaggedClass("ClientLeft") {}

/** The server is starting and can't accept requests yet. */
export class NotReady extends Data.TaggedClass("NotReady") {}

export type RequestFailure =
  | EdgeFailure
  | TargetFailure
  | TokenFailure
  | VersionUnknown
  | SegmentUnknown
  | SegmentEmpty
  | MethodNotAllowed
  | PermissionMissing
  | RoleMissing
  | OperationNotAllowed
  | PreconditionFailed
  | ODataVersionNotSupported
  | IsolationNotSupported
  | IdempotencyKeyInvalid
  | RepeatabilityInvalid
  | RepeatabilityOutOfRange
  | RepeatabilityNotSupported
  | NotAcceptable
  | ContentTypeNotJson
  | ContentEncodingNotSupported
  | BodyEmpty
  | BodyTooLarge
  | BodyInvalid
  | BatchUrlForeign
  | DependencyFailed
  | BatchFull
  | ReadTimedOut
  | ClientLeft
  | NotReady
