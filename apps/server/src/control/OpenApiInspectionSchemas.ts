/** The JSON schemas of the status of a server and of tokens, for the OpenAPI document. */
import type { JsonSchema } from "../docs/OpenApiDocument.ts"
import type { TokenRequest } from "../issuer/MintToken.ts"
import { number, text, time } from "./OpenApiControlSchemas.ts"

const permissions = (description: string): JsonSchema => ({
  type: "array",
  description,
  items: { type: "string" },
})

export const openApiInspectionSchemas: Readonly<Record<string, JsonSchema>> = {
  ServerStatus: {
    title: "The status of a server",
    type: "object",
    properties: {
      version: text("The version of the server."),
      store: text("The store."),
      url: text("The address, as the client used it."),
      started: time("When the server started."),
      recordingSince: time("Since when requests are recorded, by the server's clock."),
      ready: text("Whether it is ready for requests: `ok`, `not ready` or `stopping`."),
      tenants: {
        type: "array",
        description:
          "How many connectors the first 100 tenants have. Absent if other servers may use the store too, or if it fails.",
        items: {
          type: "object",
          properties: { tenant: text("The tenant."), connectors: number("How many connectors it has.") },
          required: ["tenant", "connectors"],
        },
      },
      issuer: {
        type: "object",
        description: "The first 100 people and applications of the built-in issuer. Absent without one.",
        properties: {
          people: {
            type: "array",
            items: {
              type: "object",
              properties: {
                tenant: text("The tenant."),
                username: text("The name to sign in with."),
                name: text("The display name."),
              },
              required: ["tenant", "username", "name"],
            },
          },
          applications: {
            type: "array",
            items: {
              type: "object",
              properties: { appId: text("The id."), displayName: text("The display name.") },
              required: ["appId", "displayName"],
            },
          },
        },
        required: ["people", "applications"],
      },
    },
    required: ["version", "store", "url", "started", "recordingSince", "ready"],
  },
  TokenRequest: {
    title: "Which token to make",
    type: "object",
    properties: {
      tenant: text(
        "The tenant, a GUID or a domain. By default it is that of the user, or the default tenant.",
      ),
      user: text("Makes the token of this user. Not together with `roles`."),
      scopes: permissions("Makes a user's token with these permissions. Not together with `roles`."),
      roles: permissions("Makes an application's token with these permissions."),
      expiresIn: { ...number("The lifetime in seconds; by default 3600."), minimum: 1, maximum: 86_400 },
      appId: text("The id of the application."),
    } satisfies Record<keyof TokenRequest, JsonSchema>,
    additionalProperties: false,
  },
  MadeToken: {
    title: "A token",
    type: "object",
    properties: {
      token: text("The token, for the header `Authorization: Bearer TOKEN`."),
      tenant: text("The id of its tenant."),
      appId: text("The id of its application."),
      user: text("The name of its user. Absent for an application's token."),
      permissions: permissions("Its permissions."),
      expiresIn: number("Its lifetime in seconds."),
    },
    required: ["token", "tenant", "appId", "permissions", "expiresIn"],
  },
}
