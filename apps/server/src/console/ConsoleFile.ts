/** A file of the console as a response: with an entity tag, and compressed for clients that accept it. */
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import { splitList } from "../http/MediaType.ts"

const compress = promisify(gzip)

/** Whether a client accepts gzip: it names it, and not with the weight 0. */
const acceptsGzip = ({ headers }: HttpRequest): boolean =>
  splitList(headers["accept-encoding"] ?? "", ",").some((coding) => {
    const [name = "", ...parameters] = splitList(coding, ";")
    return name.toLowerCase() === "gzip" && !parameters.some((text) => /^q=0(?:\.0*)?$/i.test(text))
  })

/** Whether a client has the file already. The comparison is the weak one of RFC 9110. */
const isKnown = ({ headers }: HttpRequest, tag: string): boolean =>
  splitList(headers["if-none-match"] ?? "", ",").some(
    (given) => given === "*" || given.replace(/^(?:W\/)?/, "W/") === tag,
  )

export interface ConsoleFile {
  /** The response with these headers added. */
  readonly respond: (request: HttpRequest, headers: HttpResponse["headers"]) => HttpResponse
}

/** Loads and compresses a file. The tag is weak, since it is that of both forms. */
export const makeConsoleFile = (type: string, load: () => Promise<string>): Effect.Effect<ConsoleFile> =>
  Effect.map(
    Effect.promise(async () => {
      const text = await load()
      return { text, bytes: await compress(text, { level: 9 }) }
    }),
    ({ text, bytes }) => {
      const tag = `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`
      return {
        respond: (request, more) => {
          const headers = { ...more, "Cache-Control": "no-cache", ETag: tag, Vary: "Accept-Encoding" }
          if (isKnown(request, tag)) return { status: 304, headers }
          const content = { ...headers, "Content-Type": `${type}; charset=utf-8` }
          return acceptsGzip(request)
            ? { status: 200, headers: { ...content, "Content-Encoding": "gzip" }, bytes }
            : { status: 200, headers: content, body: text }
        },
      }
    },
  )
