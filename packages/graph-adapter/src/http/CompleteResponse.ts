/** A response whose body has been read, or could not be read to its end. */
import { Effect, Inspectable, Option, Pipeable, Result, type Schema, Stream } from "effect"
import {
  Cookies,
  Headers,
  HttpClientError,
  type HttpClientRequest,
  HttpClientResponse,
  HttpIncomingMessage,
  UrlParams,
} from "effect/http"

/** What has arrived of a response. */
export interface Received {
  readonly status: number
  /** Several headers of one name are a list. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The body, or why it is incomplete. */
  readonly body: Result.Result<ArrayBuffer, unknown>
}

type Read<A> = Effect.Effect<A, HttpClientError.HttpClientError>

export class CompleteResponse
  extends Inspectable.Class
  implements HttpClientResponse.HttpClientResponse, Pipeable.Pipeable
{
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly remoteAddress = Option.none()
  readonly #url: URL
  readonly #received: Received

  constructor(request: HttpClientRequest.HttpClientRequest, url: URL, received: Received) {
    super()
    this.request = request
    this.status = received.status
    this.headers = Headers.fromInput(received.headers)
    this.#url = url
    this.#received = received
  }

  get url(): string {
    return this.#url.href.replace(/#.*/, "")
  }

  get arrayBuffer(): Read<ArrayBuffer> {
    const { body } = this.#received
    return Result.isSuccess(body) ? Effect.succeed(body.success) : this.#unreadable(body.failure)
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    return Stream.fromEffect(Effect.map(this.arrayBuffer, (bytes) => new Uint8Array(bytes)))
  }

  get text(): Read<string> {
    return Effect.map(this.arrayBuffer, (bytes) => new TextDecoder().decode(bytes))
  }

  get json(): Read<Schema.Json> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: () => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.#decodeError(cause),
      }),
    )
  }

  get urlParamsBody(): Read<UrlParams.UrlParams> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get cookies(): Cookies.Cookies {
    const cookies = this.#received.headers["set-cookie"] ?? []
    return Cookies.fromSetCookie(cookies)
  }

  get formData(): Read<FormData> {
    return this.#unreadable("Forms are not supported")
  }

  get upgrade(): Read<never> {
    return this.#unreadable("Upgrades are not supported")
  }

  toJSON(): unknown {
    return { _id: "HttpClientResponse", status: this.status }
  }

  pipe() {
    // biome-ignore lint/complexity/noArguments: Effect passes them on like this.
    return Pipeable.pipeArguments(this, arguments)
  }

  #decodeError(cause: unknown) {
    const reason = new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    return new HttpClientError.HttpClientError({ reason })
  }

  #unreadable(cause: unknown): Read<never> {
    return Effect.fail(this.#decodeError(cause))
  }
}
