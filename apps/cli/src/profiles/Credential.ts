/** The credential of a profile: all of them are `@azure/identity`'s, which is loaded when a token is needed. */
import type { DeviceCodePromptCallback, TokenCredential } from "@azure/identity"
import { Predicate, Redacted } from "effect"
import { type Profile, tokenFileOf } from "./Profile.ts"
import type { ChosenProfile } from "./Profiles.ts"
import { fileCachePlugin } from "./TokenCache.ts"

/** What an authority of Microsoft's need not be asked, and one that is not can't answer: whether it is one. */
const authorityOf = ({ authority, cloud }: Profile) => ({
  authorityHost: authority,
  disableInstanceDiscovery: cloud === undefined,
})

/** The credential by device code. Without a way to show the code to somebody, it only uses what is in the cache. */
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
 * The credential by what is in the cache. The library tells in the words of its own interface that this is not enough, and
 * does not say whether the sign-in has ended or nobody could be asked.
 */
const silent = async (profile: Profile, cache: string): Promise<TokenCredential> => {
  const credential = await deviceCode(profile, cache)
  return {
    getToken: (...asked) =>
      credential.getToken(...asked).catch((error: unknown) => {
        if (!Predicate.isError(error) || error.name !== "AuthenticationRequiredError") throw error
        throw new Error("What is kept of this sign-in gives no token any more, or its issuer can't be asked")
      }),
  }
}

/** Makes the credential, with the secret where it is one with a secret. Throws where something is missing. */
export const credentialOf = async (
  { name, profile }: ChosenProfile,
  secret?: Redacted.Redacted,
): Promise<TokenCredential> => {
  const azure = await import("@azure/identity")
  const { method, tenant = "", clientId = "", certificate = "", tokenFile = "" } = profile
  switch (method) {
    case "device-code":
      return silent(profile, tokenFileOf(name))
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
