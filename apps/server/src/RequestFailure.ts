/** What can be wrong with a request before a connector is looked at. */
import { Data } from "effect"

/** There is no bearer token. */
export class TokenMissing extends Data.TaggedError("TokenMissing") {}

/** The `Host` header is absent, or names no host. */
export class HostInvalid extends Data.TaggedError("HostInvalid") {}

/** The path begins with a version that Graph does not have. */
export class VersionUnknown extends Data.TaggedError("VersionUnknown")<{ readonly version: string }> {}

/** The path leads nowhere from this segment on. */
export class SegmentUnknown extends Data.TaggedError("SegmentUnknown")<{ readonly segment: string }> {}

/** The path has no such method. */
export class MethodNotAllowed extends Data.TaggedError("MethodNotAllowed")<{ readonly allow: string }> {}

/** The body is said to be something else than JSON. */
export class ContentTypeNotJson extends Data.TaggedError("ContentTypeNotJson") {}

/** There is no body. */
export class BodyEmpty extends Data.TaggedError("BodyEmpty") {}

/** The body is larger than the limit. */
export class BodyTooLarge extends Data.TaggedError("BodyTooLarge") {}

/** The body can't be read: it does not say what it is, or is no UTF-8. */
export class BodyUnreadable extends Data.TaggedError("BodyUnreadable") {}

export type RequestFailure =
  | TokenMissing
  | HostInvalid
  | VersionUnknown
  | SegmentUnknown
  | MethodNotAllowed
  | ContentTypeNotJson
  | BodyEmpty
  | BodyTooLarge
  | BodyUnreadable
