/** Permissions and tokens, for the OpenAPI document. */
import { graphResource, readPermission, readWritePermission } from "@odj/graph-wire"
import type { SecurityRequirement, SecurityScheme } from "./OpenApiDocument.ts"

interface Access {
  readonly security: ReadonlyArray<SecurityRequirement>
  /** The same as a sentence. */
  readonly needs: string
}

/** The access that an operation needs. */
export const access = {
  toAnyone: { security: [], needs: "Needs no token." },
  toAnyToken: { security: [{ bearer: [] }], needs: "Each request in the batch needs its own permission." },
  toReaders: {
    security: [{ bearer: [readPermission] }, { bearer: [readWritePermission] }],
    needs: `Needs the permission \`${readPermission}\` or \`${readWritePermission}\`.`,
  },
  toWriters: {
    security: [{ bearer: [readWritePermission] }],
    needs: `Needs the permission \`${readWritePermission}\`.`,
  },
} as const satisfies Record<string, Access>

/** How to get a token and send it. `authority` is the URL of the issuer, without a trailing slash. */
export const securitySchemes = (authority: string | undefined): Readonly<Record<string, SecurityScheme>> => ({
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "Send the token in the header `Authorization: Bearer TOKEN`.",
  },
  ...(authority !== undefined && {
    oauth2: {
      type: "oauth2",
      description: `Applications get a token with client credentials at \`${authority}/oauth2/v2.0/token\`. Users sign in with a device code, which they get at \`${authority}/oauth2/v2.0/devicecode\`.`,
      flows: {
        clientCredentials: {
          tokenUrl: `${authority}/oauth2/v2.0/token`,
          scopes: { [`${graphResource}/.default`]: "All permissions of the application." },
        },
      },
    },
  }),
})
