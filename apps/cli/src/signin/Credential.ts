/** The credential of a profile: all of them are `@azure/identity`'s, which is loaded when a token is needed. */
import type { DeviceCodePromptCallback, TokenCredential } from "@azure/identity"
import { type Profile, tokenFileOf } from "./Profile.ts"
import type { ChosenProfile } from "./Profiles.ts"
import { fileCachePlugin } from "./TokenCache.ts"

/** What an authority of Microsoft's need not be asked, and one that is not can't answer: whether it is one. */
const authorityOf = ({ authority, cloud }: Profile) => ({
  authorityHost: authority,
  disableInstanceDiscovery: cloud === undefined,
})

/** The credential by device code. Without a way to show the code to somebody, it only uses what is kept. */
export const deviceCode = async ({ name, profile }: ChosenProfile, show?: DeviceCodePromptCallback) => {
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
    tokenCachePersistenceOptions: { enabled: true, name: tokenFileOf(name) },
  })
}

/** Makes the credential; a client secret is the one given, or else that of the environment. Throws where one is missing. */
export const credentialOf = async (
  chosen: ChosenProfile,
  secret = process.env.AZURE_CLIENT_SECRET,
): Promise<TokenCredential> => {
  const azure = await import("@azure/identity")
  const { profile } = chosen
  const { method, tenant = "", clientId = "", certificate = "", tokenFile = "" } = profile
  switch (method) {
    case "device-code":
      return deviceCode(chosen)
    case "client-secret":
      return new azure.ClientSecretCredential(tenant, clientId, secret ?? "", authorityOf(profile))
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
