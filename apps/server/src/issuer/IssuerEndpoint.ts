/** The endpoints of the built-in issuer that programs use, by their names in faults and in the ledger. */

export const issuerEndpoints = [
  "authorize",
  "logout",
  "token",
  "deviceCode",
  "userInfo",
  "keys",
  "discovery",
  "instanceDiscovery",
] as const
export type IssuerEndpoint = (typeof issuerEndpoints)[number]

interface IssuerRoute {
  /** Below a tenant, except for that of `userInfo`. */
  readonly path: string
  /** The path of version 1.0, if it is served too. */
  readonly oldPath?: string
  readonly methods: ReadonlyArray<string>
}

const reading = ["GET", "HEAD"]

/** The path of each endpoint, and its methods. */
export const issuerRoutes: Readonly<Record<IssuerEndpoint, IssuerRoute>> = {
  authorize: { path: "oauth2/v2.0/authorize", oldPath: "oauth2/authorize", methods: ["GET", "POST"] },
  logout: { path: "oauth2/v2.0/logout", methods: ["GET", "POST"] },
  token: { path: "oauth2/v2.0/token", oldPath: "oauth2/token", methods: ["POST"] },
  deviceCode: { path: "oauth2/v2.0/devicecode", methods: ["POST"] },
  userInfo: { path: "oidc/userinfo", methods: [...reading, "POST"] },
  keys: { path: "discovery/v2.0/keys", oldPath: "discovery/keys", methods: reading },
  discovery: { path: "v2.0/.well-known/openid-configuration", methods: reading },
  instanceDiscovery: { path: "discovery/instance", methods: reading },
}

const userInfoPath = `/${issuerRoutes.userInfo.path}`

/** The endpoint at a path, and the tenant's name in it; that of `userInfo` has none. */
export const issuerEndpointAt = (
  path: string,
): { readonly endpoint: IssuerEndpoint; readonly tenant?: string | undefined } | undefined => {
  if (path === userInfoPath) return { endpoint: "userInfo" }
  const [, tenant = "", rest = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const endpoint = issuerEndpoints.find((name) => {
    const { path, oldPath } = issuerRoutes[name]
    return name !== "userInfo" && (rest === path || rest === oldPath)
  })
  return endpoint === undefined ? undefined : { endpoint, tenant }
}
