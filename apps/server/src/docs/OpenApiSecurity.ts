/** Permissions and tokens, for the OpenAPI document. */
import { defaultTenant, graphResource, readPermission, readWritePermission } from "@odj/graph-wire"
import type { SecurityRequirement, SecurityScheme } from "./OpenApiDocument.ts"
import type { FailureKind } from "./OpenApiFailures.ts"

/** Which tokens a server needs. */
export interface TokenUse {
  /** Whether requests need a token. */
  readonly isNeeded: boolean
  /** Whether the server has the built-in issuer, which makes them. */
  readonly isIssued?: boolean
}

interface Access {
  readonly security: ReadonlyArray<SecurityRequirement>
  /** The same as a sentence. */
  readonly needs: string
  /** How the server refuses a caller. */
  readonly failures: ReadonlyArray<FailureKind>
}

const toAnyone: Access = { security: [], needs: "Needs no token.", failures: [] }

const scopeOf = (permission: string) => `${graphResource}/${permission}`

/** The access that operations need. */
export const accessOf = ({ isNeeded, isIssued = false }: TokenUse) => {
  const needs = (access: Access) => (isNeeded ? access : toAnyone)
  /** One of these permissions is enough, in any bearer token, such as one from the flows of `oauth2`. */
  const oneOf = (...permissions: ReadonlyArray<string>): ReadonlyArray<SecurityRequirement> => [
    ...permissions.map((permission) => ({ bearer: [permission] })),
    ...(isIssued ? permissions.map((permission) => ({ oauth2: [scopeOf(permission)] })) : []),
  ]
  return {
    toAnyone,
    toAnyToken: needs({
      security: [{ bearer: [] }, ...(isIssued ? [{ oauth2: [] }] : [])],
      needs: "Each request in the batch needs its own permission.",
      failures: ["Unauthenticated"],
    }),
    toReaders: needs({
      security: oneOf(readPermission, readWritePermission),
      needs: `Needs the permission \`${readPermission}\` or \`${readWritePermission}\`.`,
      failures: ["Unauthenticated", "Forbidden"],
    }),
    toWriters: needs({
      security: oneOf(readWritePermission),
      needs: `Needs the permission \`${readWritePermission}\`.`,
      failures: ["Unauthenticated", "Forbidden"],
    }),
  }
}

export type AccessTo = ReturnType<typeof accessOf>

const oauth = (url: string) => `${url}/${defaultTenant}/oauth2/v2.0`

/** How to get a token and send it, for a server at a URL without a trailing slash. Empty if no token is needed. */
export const securitySchemes = (
  url: string,
  { isNeeded, isIssued = false }: TokenUse,
): Readonly<Record<string, SecurityScheme>> => ({
  ...(isNeeded && {
    bearer: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: `Send the token in the header \`Authorization: Bearer TOKEN\`.${isIssued ? "" : " Get one from the identity provider that this server trusts."}`,
    },
  }),
  ...(isIssued && {
    oauth2: {
      type: "oauth2",
      description: `Applications get a token with client credentials at \`${oauth(url)}/token\`. Users sign in with a browser at \`${oauth(url)}/authorize\`, or with a device code from \`${oauth(url)}/devicecode\`.`,
      flows: {
        clientCredentials: {
          tokenUrl: `${oauth(url)}/token`,
          scopes: { [scopeOf(".default")]: "All permissions of the application." },
        },
        authorizationCode: {
          authorizationUrl: `${oauth(url)}/authorize`,
          tokenUrl: `${oauth(url)}/token`,
          refreshUrl: `${oauth(url)}/token`,
          scopes: {
            [scopeOf(readPermission)]: "Read connectors.",
            [scopeOf(readWritePermission)]: "Read, create, change and delete connectors.",
            offline_access: "Get a refresh token too.",
          },
        },
      },
    },
  }),
})
