/** An HTTP client that is loaded with its first request. */
import { Context, Duration, Effect, Exit, Layer } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest } from "effect/http"

/** If loading fails, so does the request, and the next one loads again. */
export const layer = (
  load: () => Promise<Layer.Layer<HttpClient.HttpClient>>,
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const loaded = Effect.gen(function* () {
        const layer = yield* Effect.promise(load)
        return Context.get(yield* Layer.buildWithScope(layer, scope), HttpClient.HttpClient)
      })
      const client = yield* Effect.cachedWithTTL(loaded, (exit) =>
        Exit.isSuccess(exit) ? Duration.infinity : Duration.zero,
      )
      const execute = (request: HttpClientRequest.HttpClientRequest) =>
        client.pipe(
          Effect.catchDefect((cause) => {
            const reason = new HttpClientError.TransportError({ request, cause })
            return Effect.fail(new HttpClientError.HttpClientError({ reason }))
          }),
          Effect.flatMap((client) => client.execute(request)),
        )
      return HttpClient.makeWith(
        (requested: Effect.Effect<HttpClientRequest.HttpClientRequest>) => Effect.flatMap(requested, execute),
        Effect.succeed,
      )
    }),
  )
