/** Reads the JSON body of a request, and checks the headers that describe it. */
import { isUtf8 } from "node:buffer"
import { InvalidJson, parseJson } from "@odj/graph-wire"
import { Predicate, Result } from "effect"
import { bodyText } from "../http/BodyText.ts"
import { isUtf8Name, readMediaType, splitList } from "../http/MediaType.ts"
import { isVersion401 } from "./ODataHeaders.ts"
import {
  BodyEmpty,
  BodyInvalid,
  BodyTooLarge,
  ContentEncodingNotSupported,
  ContentTypeNotJson,
  type RequestFailure,
} from "./RequestFailure.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** The failure of a `Content-Type`, if any. A repeated one arrives joined with a comma, and is invalid. */
const contentTypeFailure = (contentType: string): RequestFailure | undefined => {
  if (contentType === "application/json") return undefined
  const { type, parameters } = readMediaType(contentType)
  if (type !== "application/json" || splitList(contentType, ",").length > 1) return new ContentTypeNotJson()
  return isUtf8Name(parameters.get("charset") ?? "utf-8") ? undefined : notUtf8
}

/** The failure of the headers that describe a body, if any. */
const headerFailure = ({
  "content-type": type,
  "content-encoding": encoding = "",
}: Headers): RequestFailure | undefined => {
  if (splitList(encoding, ",").some((coding) => coding.toLowerCase() !== "identity"))
    return new ContentEncodingNotSupported()
  return type === undefined ? untyped : contentTypeFailure(type)
}

const untyped = new BodyInvalid({ reason: "Content-Type is missing." })

const notUtf8 = new BodyInvalid({ reason: "Send the body in UTF-8." })

/** Parses a body. A zero byte is a sign of UTF-16 or UTF-32: it is valid in UTF-8, but never in JSON. */
const parseBody = (body: Buffer): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (!isUtf8(body)) return Result.fail(notUtf8)
  const text = bodyText(body)
  if (text === "") return Result.fail(new BodyEmpty())
  const json = parseJson(text)
  return Result.isFailure(json) && body.includes(0) ? Result.fail(notUtf8) : json
}

/** Reads a body as JSON; `undefined` stands for a body that exceeds the limit. */
export const readJson = (
  headers: Headers,
  body: Buffer | undefined,
): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (body === undefined) return Result.fail(new BodyTooLarge())
  if (body.length === 0) {
    const failure = contentTypeFailure(headers["content-type"] ?? "application/json")
    return Result.fail(failure ?? new BodyEmpty())
  }
  const failure = headerFailure(headers)
  return failure === undefined ? parseBody(body) : Result.fail(failure)
}

/** Checks the JSON body of a request in a batch, which was read with the batch. */
export const checkJson = (headers: Headers, body: unknown): Result.Result<unknown, RequestFailure> => {
  if (body === undefined) return Result.fail(new BodyEmpty())
  const failure = headerFailure(headers)
  return failure === undefined ? Result.succeed(body) : Result.fail(failure)
}

/** Names the type of a body in version 4.01 as in 4.0. Other control information changes nothing in either version. */
export const withTypeOf40 = (headers: Headers, body: unknown): Result.Result<unknown, InvalidJson> => {
  if (!isVersion401(headers) || !Predicate.isObject(body) || body["@type"] === undefined)
    return Result.succeed(body)
  const { "@type": type, ...rest } = body
  return rest["@odata.type"] === undefined
    ? Result.succeed({ "@odata.type": type, ...rest })
    : Result.fail(
        new InvalidJson({
          problems: [{ path: ["@type"], message: "Given twice: remove @type or @odata.type" }],
        }),
      )
}
