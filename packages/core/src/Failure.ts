/**
 * The base of this package's failures: a tag, a code that is made from the tag, and a message.
 *
 * Like all expected failures, they have no frames. `openConnectors` adds those of the call.
 */
import { frameless } from "@odj/domain"
import { type Cause, Schema } from "effect"

/** A tag as a code: `CONNECTOR_NOT_FOUND` for `ConnectorNotFound`. */
export type FailureCode<Tag extends string> = Tag extends `${infer First}${infer Rest}`
  ? `${Uppercase<First>}${Rest extends Uncapitalize<Rest> ? "" : "_"}${FailureCode<Rest>}`
  : ""

/** What a failure has in addition to its tag. */
export interface Coded<Tag extends string> {
  /** The stable name of the failure, in the spelling of Node.js and of services. */
  readonly code: FailureCode<Tag>
}

/**
 * Gives an error class the code of its tag. It also makes Node.js print the errors as usual, with their message: Effect would
 * print only their fields.
 */
export const withCode = <Tag extends string, Arguments extends Array<unknown>, Instance>(
  tag: Tag,
  base: new (...args: Arguments) => Instance,
) => {
  Object.defineProperties(base.prototype, {
    code: { value: tag.replaceAll(/(?!^)[A-Z]/g, "_$&").toUpperCase() },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: undefined },
  })
  return base as new (
    ...args: Arguments
  ) => Instance & Coded<Tag>
}

/** Makes the class of a failure that has a schema. The class adds the message. */
export const Failure =
  <Self>() =>
  <Tag extends string, const Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) => {
    const base: unknown = Schema.TaggedError<Error>()(tag, fields)
    const coded: unknown = withCode(tag, frameless(base as new () => Error))
    return coded as Schema.Class<Self, Schema.TaggedStruct<Tag, Fields>, Cause.YieldableError & Coded<Tag>>
  }

interface Engine extends Pick<ErrorConstructor, "prototype"> {
  /** Some engines have no such function. */
  readonly captureStackTrace?: (error: Error, above: (failure: unknown) => unknown) => void
}

const engine: Engine = Error

/** Gives a failure that has no frames those of the running function, and of the functions that await it. */
export const withFrames = (failure: unknown): unknown => {
  if (failure instanceof Error && failure.stack === String(failure))
    engine.captureStackTrace?.(failure, withFrames)
  return failure
}
