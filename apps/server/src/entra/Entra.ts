/** What Microsoft Entra calls by fixed names: the resource that is Graph, the tenants, the issuers and their keys. */

/** What tokens for Graph are for: by its address, and by its application id. */
export const graphResource = "https://graph.microsoft.com"
export const graphAppId = "00000003-0000-0000-c000-000000000000"

/** The tenant of all personal accounts. */
export const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

export const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** What to trust for the tokens of one tenant, version 1.0 and 2.0 alike. `{tenantid}` stands for a token's tenant. */
export const entraTenant = (tenant: string) => ({
  tenant: tenant.toLowerCase(),
  issuers: ["https://sts.windows.net/{tenantid}/", "https://login.microsoftonline.com/{tenantid}/v2.0"],
  jwksUri: new URL(`https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`),
})
