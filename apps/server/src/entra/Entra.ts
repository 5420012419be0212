/** Fixed names of Microsoft Entra: tenants, issuers and the addresses of their keys. */

/** The tenant of all personal accounts. */
export const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

/** The names in a path that stand for the tenant of the person who signs in. */
const sharedTenants: ReadonlySet<string> = new Set(["common", "organizations"])

export const isSharedTenant = (name: string): boolean => sharedTenants.has(name.toLowerCase())

/** Stands for the id of the tenant in the name of an issuer. */
export const tenantPlaceholder = "{tenantid}"

/** The issuers and keys to trust for one tenant, for tokens of version 1.0 and 2.0. `{tenantid}` stands for a token's `tid`. */
export const entraTenant = (tenant: string) => ({
  tenants: [tenant.toLowerCase()],
  issuers: ["https://sts.windows.net/{tenantid}/", "https://login.microsoftonline.com/{tenantid}/v2.0"],
  jwksUri: new URL(`https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`),
})
