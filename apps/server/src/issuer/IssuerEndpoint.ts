/** The endpoints of the built-in issuer that programs use, by their names in faults and in the ledger. */

export const issuerEndpoints = ["token", "deviceCode", "keys", "discovery"] as const
export type IssuerEndpoint = (typeof issuerEndpoints)[number]

/** The path of each endpoint, below a tenant. */
export const issuerPaths: Readonly<Record<IssuerEndpoint, string>> = {
  token: "oauth2/v2.0/token",
  deviceCode: "oauth2/v2.0/devicecode",
  keys: "discovery/v2.0/keys",
  discovery: "v2.0/.well-known/openid-configuration",
}

const read = ["GET", "HEAD"]

/** The methods of each endpoint. */
export const issuerMethods: Readonly<Record<IssuerEndpoint, ReadonlyArray<string>>> = {
  token: ["POST"],
  deviceCode: ["POST"],
  keys: read,
  discovery: read,
}

/** The endpoint at a path, and the tenant's name in it. */
export const issuerEndpointAt = (
  path: string,
): { readonly endpoint: IssuerEndpoint; readonly tenant: string } | undefined => {
  const [, tenant = "", rest = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const endpoint = issuerEndpoints.find((name) => issuerPaths[name] === rest)
  return endpoint === undefined ? undefined : { endpoint, tenant }
}
