import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { encodeEntity } from "@odj/graph-wire"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { type AzureApplication, GraphConnectorStore } from "../../src/index.ts"
import { clientOver, respond } from "../respondingClient.ts"
import { seed, stored } from "../seed.ts"
import { form } from "../storeOver.ts"

const application = {
  AZURE_TENANT_ID: "tenant",
  AZURE_CLIENT_ID: "client",
  AZURE_CLIENT_SECRET: "the-secret",
}

/** Creates the seed by the environment, and returns the service's address and the arguments of the credential. */
const createIn = (environment: Record<string, string>) =>
  Effect.gen(function* () {
    const { sent, client } = clientOver(respond(encodeEntity(stored, form), { status: 201 }))
    const made: Array<unknown> = []
    const store = GraphConnectorStore.layerConfig((given: AzureApplication) => {
      made.push({ ...given, clientSecret: Redacted.value(given.clientSecret) })
      assert.notInclude(inspect(given, { depth: Number.POSITIVE_INFINITY }), "the-secret")
      return {
        getToken: async (scope) => {
          made.push(scope)
          return { token: "a", expiresOnTimestamp: 0 }
        },
      }
    })
    yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
      Effect.provide(Layer.provide(store, client)),
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: environment })),
    )
    return { origin: new URL(sent[0]?.url ?? "").origin, made }
  })

describe("layerConfig", () => {
  it.effect("signs in to the cloud of the environment, by its name or its sign-in host", () =>
    Effect.gen(function* () {
      for (const [environment, origin, authorityHost] of [
        [{}, "https://graph.microsoft.com", "https://login.microsoftonline.com"],
        [{ ODJ_CLOUD: "usgovdod" }, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"],
        [
          { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us/" },
          "https://graph.microsoft.us",
          "https://login.microsoftonline.us",
        ],
        [
          { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us", ODJ_CLOUD: "usgovdod" },
          "https://dod-graph.microsoft.us",
          "https://login.microsoftonline.us",
        ],
        [
          { AZURE_AUTHORITY_HOST: "https://login.chinacloudapi.cn" },
          "https://microsoftgraph.chinacloudapi.cn",
          "https://login.chinacloudapi.cn",
        ],
        [
          { AZURE_AUTHORITY_HOST: "https://localhost:8365", ODJ_CLOUD: "global" },
          "https://graph.microsoft.com",
          "https://localhost:8365",
        ],
      ] as const) {
        assert.deepStrictEqual(yield* createIn({ ...application, ...environment }), {
          origin,
          made: [
            { tenantId: "tenant", clientId: "client", clientSecret: "the-secret", authorityHost },
            `${origin}/.default`,
          ],
        })
      }
    }),
  )

  it.effect("reports a missing variable and an unknown cloud", () =>
    Effect.gen(function* () {
      const { AZURE_TENANT_ID: _, ...withoutTenant } = application
      for (const [environment, message] of [
        [withoutTenant, /AZURE_TENANT_ID/],
        [{ ...application, AZURE_CLIENT_ID: "" }, /AZURE_CLIENT_ID/],
        [{ ...application, ODJ_CLOUD: "germany" }, /ODJ_CLOUD/],
        [{ ...application, AZURE_AUTHORITY_HOST: "https://login.example" }, /Set ODJ_CLOUD to one of global/],
      ] as const) {
        const failure = yield* Effect.flip(createIn(environment))
        assert.strictEqual(failure._tag, "ConfigError")
        assert.match(failure.message, message)
        assert.notInclude(failure.message, "the-secret")
      }
    }),
  )
})
