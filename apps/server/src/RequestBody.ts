/** The body of a request, as far as it is read before anything is asked of it: it has to be JSON, and say so. */
import { isUtf8 } from "node:buffer"
import { type InvalidJson, parse } from "@odj/graph-wire"
import { Result } from "effect"
import {
  BodyEmpty,
  BodyTooLarge,
  BodyUnreadable,
  ContentEncodingNotSupported,
  ContentTypeNotJson,
  type RequestFailure,
} from "./RequestFailure.ts"

/** One media type; a header that was given twice arrives joined by a comma, and is none. */
const json = /^application\/json *(?:;[^,]*)?$/i

const charset = /; *charset *= *"?([^";]*)"? *(?:;|$)/i

type Headers = Readonly<Record<string, string | undefined>>

/** What is wrong with how a body is declared. */
const misdeclared = ({
  "content-type": type,
  "content-encoding": encoding,
}: Headers): RequestFailure | undefined => {
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    return new ContentEncodingNotSupported()
  if (type === undefined) return new BodyUnreadable()
  if (type === "application/json") return undefined
  if (!json.test(type)) return new ContentTypeNotJson()
  return (charset.exec(type)?.[1] ?? "utf-8").trim().toLowerCase() === "utf-8"
    ? undefined
    : new BodyUnreadable()
}

/** The JSON of a body; nothing stands for one that is larger than the limit. */
export const readJson = (
  headers: Headers,
  body: Buffer | undefined,
): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (body === undefined) return Result.fail(new BodyTooLarge())
  if (body.length === 0) {
    const type = headers["content-type"]
    return Result.fail(type === undefined || json.test(type) ? new BodyEmpty() : new ContentTypeNotJson())
  }
  const failure = misdeclared(headers)
  if (failure !== undefined) return Result.fail(failure)
  return isUtf8(body) ? parse(body.toString()) : Result.fail(new BodyUnreadable())
}

/** The same of a body that has been read as a part of another. */
export const takeJson = (headers: Headers, body: unknown): Result.Result<unknown, RequestFailure> => {
  if (body === undefined) return Result.fail(new BodyEmpty())
  const failure = misdeclared(headers)
  return failure === undefined ? Result.succeed(body) : Result.fail(failure)
}
