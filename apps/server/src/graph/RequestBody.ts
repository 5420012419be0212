/** The body of a request, as far as it is read before anything is asked of it: it has to be JSON, and say so. */
import { isUtf8 } from "node:buffer"
import { type InvalidJson, parseJson } from "@odj/graph-wire"
import { Result } from "effect"
import { readMediaType, splitList } from "../http/MediaType.ts"
import {
  BodyEmpty,
  BodyTooLarge,
  BodyUnreadable,
  ContentEncodingNotSupported,
  ContentTypeNotJson,
  type RequestFailure,
} from "./RequestFailure.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** What is wrong with a `Content-Type`. One that was given twice arrives joined by a comma, and is no type. */
const mistyped = (contentType: string): RequestFailure | undefined => {
  if (contentType === "application/json") return undefined
  const { type, parameters } = readMediaType(contentType)
  if (type !== "application/json" || splitList(contentType, ",").length > 1) return new ContentTypeNotJson()
  return (parameters.get("charset") ?? "utf-8").toLowerCase() === "utf-8" ? undefined : new BodyUnreadable()
}

/** What is wrong with how a body is declared. */
const misdeclared = ({
  "content-type": type,
  "content-encoding": encoding = "identity",
}: Headers): RequestFailure | undefined => {
  if (encoding.toLowerCase() !== "identity") return new ContentEncodingNotSupported()
  return type === undefined ? new BodyUnreadable() : mistyped(type)
}

/** The JSON of a body; nothing stands for one that is larger than the limit. */
export const readJson = (
  headers: Headers,
  body: Buffer | undefined,
): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (body === undefined) return Result.fail(new BodyTooLarge())
  if (body.length === 0) {
    const failure = mistyped(headers["content-type"] ?? "application/json")
    return Result.fail(failure ?? new BodyEmpty())
  }
  const failure = misdeclared(headers)
  if (failure !== undefined) return Result.fail(failure)
  return isUtf8(body) ? parseJson(body.toString()) : Result.fail(new BodyUnreadable())
}

/** The same of a body that has been read as a part of another. */
export const takeJson = (headers: Headers, body: unknown): Result.Result<unknown, RequestFailure> => {
  if (body === undefined) return Result.fail(new BodyEmpty())
  const failure = misdeclared(headers)
  return failure === undefined ? Result.succeed(body) : Result.fail(failure)
}
