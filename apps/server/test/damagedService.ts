/** A service whose connectors can be damaged: some of its responses have a null as the last connection of a connector. */
import { ConnectorDamage } from "@odj/connector-store-contract"
import type { ConnectorStore } from "@odj/core"
import { Effect, Layer, Predicate } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"

const property = "lastConnectionDateTime"

const changesProperty = ({ method, body }: HttpClientRequest.HttpClientRequest) =>
  method === "PATCH" && body._tag === "Uint8Array" && new TextDecoder().decode(body.body).includes(property)

/**
 * The store that the layer makes with a client, which damages the responses of another client. An update of the property
 * repairs a connector.
 */
export const damagedStore = <E, R>(store: Layer.Layer<ConnectorStore, E, R>) => {
  const damaged = new Set<unknown>()
  const damageIn = (text: string) =>
    JSON.stringify(
      JSON.parse(text, (_, value: unknown) =>
        Predicate.hasProperty(value, "id") && damaged.has(value.id) ? { ...value, [property]: null } : value,
      ),
    )
  const client = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) =>
      HttpClient.make((request) =>
        Effect.gen(function* () {
          const response = yield* client.execute(request)
          const text = yield* response.text
          if (!text.startsWith("{"))
            return HttpClientResponse.fromWeb(request, new Response(text || null, response))
          if (changesProperty(request)) damaged.delete(JSON.parse(text).id)
          return HttpClientResponse.fromWeb(request, new Response(damageIn(text), response))
        }),
      ),
    ),
  )
  const damage = Layer.succeed(ConnectorDamage, {
    damage: (id) => Effect.sync(() => void damaged.add(id)),
  })
  return Layer.merge(damage, Layer.provide(store, client))
}
