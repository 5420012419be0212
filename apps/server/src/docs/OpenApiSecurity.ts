/** Who may do what, for the OpenAPI document. */
import { graphResource, readPermission, readWritePermission } from "@odj/graph-wire"
import type { SecurityRequirement, SecurityScheme } from "./OpenApiDocument.ts"

interface Access {
  readonly security: ReadonlyArray<SecurityRequirement>
  /** The sentence that says the same. */
  readonly needs: string
}

/** What an operation asks of the caller. */
export const access = {
  toAnyone: { security: [], needs: "Needs no token." },
  toAnyToken: { security: [{ bearer: [] }], needs: "Each request in it needs its own permission." },
  toReaders: {
    security: [{ bearer: [readPermission] }, { bearer: [readWritePermission] }],
    needs: `Needs the permission \`${readPermission}\` or \`${readWritePermission}\`.`,
  },
  toWriters: {
    security: [{ bearer: [readWritePermission] }],
    needs: `Needs the permission \`${readWritePermission}\`.`,
  },
} as const satisfies Record<string, Access>

/** How a token is had and sent; `authority` is the address of whoever issues them, without a slash at its end. */
export const securitySchemes = (authority: string | undefined): Readonly<Record<string, SecurityScheme>> => ({
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "Send the token as `Authorization: Bearer` with each request.",
  },
  ...(authority !== undefined && {
    oauth2: {
      type: "oauth2",
      description: `Get a token as an application at \`${authority}/oauth2/v2.0/token\`, or as a user with a device code, beginning at \`${authority}/oauth2/v2.0/devicecode\`.`,
      flows: {
        clientCredentials: {
          tokenUrl: `${authority}/oauth2/v2.0/token`,
          scopes: { [`${graphResource}/.default`]: "Every permission that the application has." },
        },
      },
    },
  }),
})
