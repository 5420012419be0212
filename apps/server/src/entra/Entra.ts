/** What Microsoft Entra calls by fixed names: tenants, issuers and the addresses of their keys. */

/** The tenant of all personal accounts. */
export const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

/** What to trust for the tokens of one tenant, version 1.0 and 2.0 alike. `{tenantid}` stands for a token's tenant. */
export const entraTenant = (tenant: string) => ({
  tenant: tenant.toLowerCase(),
  issuers: ["https://sts.windows.net/{tenantid}/", "https://login.microsoftonline.com/{tenantid}/v2.0"],
  jwksUri: new URL(`https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`),
})
