/** The endpoints of the built-in issuer that programs use, by their names in faults and in the ledger. */

export const issuerEndpoints = ["authorize", "logout", "token", "deviceCode", "keys", "discovery"] as const
export type IssuerEndpoint = (typeof issuerEndpoints)[number]

/** The path of each endpoint below a tenant, and its methods. */
export const issuerRoutes: Readonly<
  Record<IssuerEndpoint, { readonly path: string; readonly methods: ReadonlyArray<string> }>
> = {
  authorize: { path: "oauth2/v2.0/authorize", methods: ["GET", "POST"] },
  logout: { path: "oauth2/v2.0/logout", methods: ["GET", "POST"] },
  token: { path: "oauth2/v2.0/token", methods: ["POST"] },
  deviceCode: { path: "oauth2/v2.0/devicecode", methods: ["POST"] },
  keys: { path: "discovery/v2.0/keys", methods: ["GET", "HEAD"] },
  discovery: { path: "v2.0/.well-known/openid-configuration", methods: ["GET", "HEAD"] },
}

/** The endpoint at a path, and the tenant's name in it. */
export const issuerEndpointAt = (
  path: string,
): { readonly endpoint: IssuerEndpoint; readonly tenant: string } | undefined => {
  const [, tenant = "", rest = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const endpoint = issuerEndpoints.find((name) => issuerRoutes[name].path === rest)
  return endpoint === undefined ? undefined : { endpoint, tenant }
}
