/** The credential of a profile, from `@azure/identity`, which is loaded when a token is needed. */
import type { DeviceCodePromptCallback, TokenCredential } from "@azure/identity"
import { Predicate, Redacted } from "effect"
import { type Profile, tokenFileOf } from "./Profile.ts"
import type { ChosenProfile } from "./Profiles.ts"
import { fileCachePlugin } from "./TokenCache.ts"

/** Instance discovery asks Microsoft whether an authority is its own; an authority outside its clouds would fail that. */
const authorityOf = ({ authority, cloud }: Profile) => ({
  authorityHost: authority,
  disableInstanceDiscovery: cloud === undefined,
})

/** The device code credential. Without `show`, which displays the code, it uses only cached tokens. */
export const deviceCode = async (profile: Profile, cache: string, show?: DeviceCodePromptCallback) => {
  const { DeviceCodeCredential, deserializeAuthenticationRecord, useIdentityPlugin } = await import(
    "@azure/identity"
  )
  useIdentityPlugin(fileCachePlugin)
  return new DeviceCodeCredential({
    ...authorityOf(profile),
    ...(profile.tenant !== undefined && { tenantId: profile.tenant }),
    ...(profile.clientId !== undefined && { clientId: profile.clientId }),
    ...(profile.record !== undefined && {
      authenticationRecord: deserializeAuthenticationRecord(profile.record),
    }),
    ...(show !== undefined && { userPromptCallback: show }),
    disableAutomaticAuthentication: show === undefined,
    tokenCachePersistenceOptions: { enabled: true, name: cache },
  })
}

/**
 * The device code credential that uses only cached tokens. The library's own error would tell a user to call a function,
 * and does not say whether the sign-in has expired or its issuer was unreachable.
 */
const cachedOnly = async (profile: Profile, cache: string): Promise<TokenCredential> => {
  const credential = await deviceCode(profile, cache)
  return {
    getToken: (...request) =>
      credential.getToken(...request).catch((error: unknown) => {
        if (!Predicate.isError(error) || error.name !== "AuthenticationRequiredError") throw error
        throw new Error("no stored token is valid, and no new one could be requested")
      }),
  }
}

/** Makes the credential. Throws if something is missing, such as the certificate. */
export const credentialOf = async (
  { name, profile }: ChosenProfile,
  secret?: Redacted.Redacted,
): Promise<TokenCredential> => {
  const azure = await import("@azure/identity")
  const { method, tenant = "", clientId = "", certificate = "", tokenFile = "" } = profile
  switch (method) {
    case "device-code":
      return cachedOnly(profile, tokenFileOf(name))
    case "client-secret":
      return new azure.ClientSecretCredential(
        tenant,
        clientId,
        secret ? Redacted.value(secret) : "",
        authorityOf(profile),
      )
    case "certificate":
      return new azure.ClientCertificateCredential(tenant, clientId, certificate, authorityOf(profile))
    case "managed-identity":
      return clientId === ""
        ? new azure.ManagedIdentityCredential()
        : new azure.ManagedIdentityCredential({ clientId })
    case "workload-identity":
      return new azure.WorkloadIdentityCredential({
        ...authorityOf(profile),
        tenantId: tenant,
        clientId,
        tokenFilePath: tokenFile,
      })
    case "azure-cli":
      return tenant === ""
        ? new azure.AzureCliCredential()
        : new azure.AzureCliCredential({ tenantId: tenant })
  }
}
