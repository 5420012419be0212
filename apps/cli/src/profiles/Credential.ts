/** The credential of a profile, from `@azure/identity`, which is loaded when a token is needed. */
import { globalAgent } from "node:http"
import type { DeviceCodePromptCallback, TokenCredential } from "@azure/identity"
import { Predicate, Redacted } from "effect"
import type { Network } from "../network/Network.ts"
import { make as makeHttpClient } from "../network/NodeHttpClient.ts"
import { noProxies } from "../network/Proxies.ts"
import { type Profile, tokenFileOf } from "./Profile.ts"
import type { ChosenProfile } from "./Profiles.ts"
import { type SignInClient, signInClient } from "./SignInClient.ts"
import { fileCachePlugin } from "./TokenCache.ts"

const clientOf = (network: Network): SignInClient => signInClient(makeHttpClient(network))

/** The endpoint of a managed identity is on the machine or beside it: no proxy reaches it. */
const withoutProxy = (network: Network): Network => ({
  ...network,
  proxies: noProxies,
})

/**
 * How the library sends its requests. With an agent and a proxy it does not read the variables: it would refuse some
 * values, and log the credentials. Neither is used, since the client has its own.
 */
const transportOf = (httpClient: SignInClient) => ({
  httpClient,
  agent: globalAgent,
  proxyOptions: { host: "http://unused.invalid", port: 80 },
})

/** Instance discovery asks Microsoft whether an authority is its own; an authority outside its clouds would fail that. */
const authorityOf = ({ authority, cloud }: Profile, httpClient: SignInClient) => ({
  ...transportOf(httpClient),
  authorityHost: authority,
  disableInstanceDiscovery: cloud === undefined,
})

/** Rejects with the error of the latest request if it had no response: the library says only that the network failed. */
const withCause = <A>(promise: Promise<A>, { last }: SignInClient): Promise<A> =>
  promise.catch((error: unknown) => {
    const exchange = last()
    throw exchange !== undefined && "error" in exchange ? exchange.error : error
  })

/** The device code credential. Without `show`, which displays the code, it uses only cached tokens. */
export const deviceCode = async (
  profile: Profile,
  cache: string,
  network: Network,
  show?: DeviceCodePromptCallback,
) => {
  const { DeviceCodeCredential, deserializeAuthenticationRecord, useIdentityPlugin } = await import(
    "@azure/identity"
  )
  useIdentityPlugin(fileCachePlugin)
  const client = clientOf(network)
  const credential = new DeviceCodeCredential({
    ...authorityOf(profile, client),
    ...(profile.tenant !== undefined && { tenantId: profile.tenant }),
    ...(profile.clientId !== undefined && { clientId: profile.clientId }),
    ...(profile.record !== undefined && {
      authenticationRecord: deserializeAuthenticationRecord(profile.record),
    }),
    ...(show !== undefined && { userPromptCallback: show }),
    disableAutomaticAuthentication: show === undefined,
    tokenCachePersistenceOptions: { enabled: true, name: cache },
  })
  return {
    getToken: (...request: Parameters<typeof credential.getToken>) =>
      withCause(credential.getToken(...request), client),
    authenticate: (...request: Parameters<typeof credential.authenticate>) =>
      withCause(credential.authenticate(...request), client),
  }
}

/**
 * The device code credential that uses only cached tokens. The library's own error would tell a user to call a function,
 * and does not say whether the sign-in has expired or its issuer was unreachable.
 */
const cachedOnly = async (profile: Profile, cache: string, network: Network): Promise<TokenCredential> => {
  const credential = await deviceCode(profile, cache, network)
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
  network: Network,
  secret?: Redacted.Redacted,
): Promise<TokenCredential> => {
  const { method, tenant = "", clientId = "", certificate = "", tokenFile = "" } = profile
  if (method === "device-code") return cachedOnly(profile, tokenFileOf(name), network)
  const azure = await import("@azure/identity")
  const httpClient = clientOf(method === "managed-identity" ? withoutProxy(network) : network)
  const authority = authorityOf(profile, httpClient)
  const make = (): TokenCredential => {
    switch (method) {
      case "client-secret":
        return new azure.ClientSecretCredential(
          tenant,
          clientId,
          secret ? Redacted.value(secret) : "",
          authority,
        )
      case "certificate":
        return new azure.ClientCertificateCredential(tenant, clientId, certificate, authority)
      case "managed-identity":
        return new azure.ManagedIdentityCredential({
          ...transportOf(httpClient),
          ...(clientId !== "" && { clientId }),
        })
      case "workload-identity":
        return new azure.WorkloadIdentityCredential({
          ...authority,
          tenantId: tenant,
          clientId,
          tokenFilePath: tokenFile,
        })
      case "azure-cli":
        return new azure.AzureCliCredential(tenant === "" ? {} : { tenantId: tenant })
    }
  }
  const credential = make()
  return { getToken: (...request) => withCause(credential.getToken(...request), httpClient) }
}
