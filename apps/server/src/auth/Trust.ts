/** Which tokens a server trusts, and to which tenant a token of a trusted issuer belongs. */
import { isGuid } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import type { KeySource } from "./KeySource.ts"

/** Which tokens are trusted. */
export interface Trust {
  /** The accepted `iss` claims; `{tenantid}` in them stands for the token's `tid`. */
  readonly issuers: ReadonlyArray<string>
  /** Accepts further `iss` claims: those of the built-in issuer, which has a name for each address of the server. */
  readonly isIssuer?: ((iss: string, tid: string) => boolean) | undefined
  /** The accepted tenants, in lower case; without them every tenant of the issuers is accepted. */
  readonly tenants?: ReadonlyArray<string> | undefined
  /** The accepted `aud` claims. */
  readonly audiences: ReadonlyArray<string>
  readonly algorithms: ReadonlyArray<string>
  readonly keys: KeySource
}

const placeholder = "{tenantid}"

/** Whether the issuer stands for one issuer in each tenant, so a token must have a `tid`. */
export const isForEachTenant = (issuer: string): boolean => issuer.includes(placeholder)

/** The `iss` of a tenant's tokens. */
export const issuerOf = (issuer: string, tid: string | undefined): string =>
  tid === undefined ? issuer : issuer.replaceAll(placeholder, tid)

/**
 * The tenant of a token from that issuer, in lower case; `undefined` if the token's `tid` is not valid for the issuer.
 *
 * An issuer that names a tenant, by a GUID in its path, has tokens of that tenant only. A token without `tid` belongs to
 * the tenant that its issuer names, else to the default tenant. There it is alone: no `tid` can be the default tenant then.
 */
export const tenantOf = (issuer: string, tid: string | undefined): string | undefined => {
  const tenant = tid?.toLowerCase()
  if (isForEachTenant(issuer)) return tenant
  const named = issuer.split("/").find(isGuid)?.toLowerCase()
  if (tenant === undefined) return named ?? defaultTenant
  return tenant === named || (named === undefined && tenant !== defaultTenant) ? tenant : undefined
}
