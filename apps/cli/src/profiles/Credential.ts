/** The credential of a profile, from `@azure/identity`, which is loaded when a token is needed. */
import { createPrivateKey, X509Certificate } from "node:crypto"
import { readFile } from "node:fs/promises"
import { globalAgent } from "node:http"
import type { DeviceCodePromptCallback, TokenCredential } from "@azure/identity"
import { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { type SignInClient, signInClient } from "@odj/graph-adapter"
import { Option, Predicate, Redacted } from "effect"
import type { Network } from "../network/Network.ts"
import { make as makeHttpClient } from "../network/NodeHttpClient.ts"
import { noProxies } from "../network/Proxies.ts"
import { isAzureCliInstalled } from "./AzureCli.ts"
import { type Profile, tokenFileOf } from "./Profile.ts"
import type { ChosenProfile } from "./Profiles.ts"
import { fileCachePlugin } from "./TokenCache.ts"

/** The endpoint of a managed identity is on the machine or beside it: no proxy reaches it. */
const networkOf = (network: Network, { method }: Profile): Network =>
  method === "managed-identity" ? { ...network, proxies: noProxies } : network

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
const authorityOf = ({ authority, cloud }: Profile, client: SignInClient) => ({
  ...transportOf(client),
  authorityHost: authority,
  disableInstanceDiscovery: cloud === undefined,
})

/** Rejects with the reason why there is no token, in place of the library's error. */
const explained = <A>(token: Promise<A>, { last }: SignInClient): Promise<A> =>
  token.catch(async (error: unknown) => {
    const { credentialFailure } = await import("@odj/graph-adapter")
    throw credentialFailure(error, last())
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
  const client = signInClient(makeHttpClient(network))
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
  const getToken: TokenCredential["getToken"] = (...request) => {
    const token = credential.getToken(...request)
    return explained(show === undefined ? withoutPrompt(token) : token, client)
  }
  const authenticate = (...request: Parameters<typeof credential.authenticate>) =>
    explained(credential.authenticate(...request), client)
  return { getToken, authenticate }
}

/** The library's own error would tell a user to call a function. */
const withoutPrompt = <A>(token: Promise<A>): Promise<A> =>
  token.catch((error: unknown) => {
    if (!Predicate.isError(error) || error.name !== "AuthenticationRequiredError") throw error
    throw new Error("no stored token is valid, and no new one could be requested")
  })

const invalid = (message: string) =>
  new ConnectorStoreRefused({ report: { message }, reason: "CredentialInvalid" })

const certificateIn = Option.liftThrowable((pem: string) => new X509Certificate(pem))
const privateKeyIn = Option.liftThrowable((pem: string) => createPrivateKey(pem))

/** Fails if the file is not a PEM file with a certificate and the RSA key that Entra requires. */
const checkCertificate = async (path: string) => {
  const text = await readFile(path, "latin1")
  for (const [name, mark] of [
    ["certificate", /-----BEGIN [\w ]*CERTIFICATE-----/],
    ["private key", /-----BEGIN [\w ]*PRIVATE KEY-----/],
  ] as const) {
    if (!mark.test(text)) throw invalid(`${path} has no ${name} in PEM format`)
  }
  if (Option.isNone(certificateIn(text)))
    throw invalid(`The certificate in ${path} can't be read: is it complete?`)
  if (Option.getOrUndefined(privateKeyIn(text))?.asymmetricKeyType !== "rsa")
    throw invalid(
      `The private key in ${path} can't be used: it must be a complete RSA key without a passphrase`,
    )
}

/** Rejects with the words of the Azure CLI, unless it is not installed. */
const throughAzureCli = (credential: TokenCredential): TokenCredential => ({
  getToken: async (...request) => {
    if (!isAzureCliInstalled()) throw invalid("The Azure CLI (az) is not installed, or not in PATH")
    return credential.getToken(...request).catch((error: unknown) => {
      const message = Predicate.isError(error) ? error.message.replaceAll(/\s+/g, " ").trim() : String(error)
      throw new ConnectorStoreRefused({ report: { code: "az", message }, reason: "SignInRequired" })
    })
  },
})

/** The endpoint of a managed identity is in the machine's own network: if it is unreachable, there usually is none. */
const onThisMachine = (credential: TokenCredential, client: SignInClient): TokenCredential => ({
  getToken: (...request) =>
    explained(
      credential.getToken(...request).catch((error: unknown) => {
        if (!isNetworkError(error)) throw error
        const message =
          "Can't reach the endpoint for managed identities: this machine is not in Azure, or has no managed identity"
        throw new ConnectorStoreUnavailable({ report: { message }, reason: "NoRoute" })
      }),
      client,
    ),
})

/** MSAL's code for a request without a response, in an error or its causes. */
const isNetworkError = (error: unknown): boolean =>
  Predicate.isObject(error) && (error.errorCode === "network_error" || isNetworkError(error.cause))

const unattended = (credential: TokenCredential, client: SignInClient): TokenCredential => ({
  getToken: (...request) => explained(credential.getToken(...request), client),
})

const makeCredential = async (
  { name, profile }: ChosenProfile,
  network: Network,
  secret: Redacted.Redacted | undefined,
  client: SignInClient,
): Promise<TokenCredential> => {
  const azure = await import("@azure/identity")
  const { method, tenant = "", clientId = "", certificate = "", tokenFile = "" } = profile
  const authority = authorityOf(profile, client)
  switch (method) {
    case "device-code":
      return deviceCode(profile, tokenFileOf(name), network)
    case "client-secret":
      return unattended(
        new azure.ClientSecretCredential(tenant, clientId, secret ? Redacted.value(secret) : "", authority),
        client,
      )
    case "certificate":
      await checkCertificate(certificate)
      return unattended(
        new azure.ClientCertificateCredential(tenant, clientId, certificate, authority),
        client,
      )
    case "managed-identity":
      return onThisMachine(
        new azure.ManagedIdentityCredential({
          ...transportOf(client),
          ...(clientId !== "" && { clientId }),
        }),
        client,
      )
    case "workload-identity":
      return unattended(
        new azure.WorkloadIdentityCredential({
          ...authority,
          tenantId: tenant,
          clientId,
          tokenFilePath: tokenFile,
        }),
        client,
      )
    case "azure-cli":
      return throughAzureCli(new azure.AzureCliCredential(tenant === "" ? {} : { tenantId: tenant }))
  }
}

/**
 * Makes the credential. It rejects with a `ConnectorStoreRefused` or `ConnectorStoreUnavailable`, and so does this function,
 * for example if the certificate is missing.
 */
export const credentialOf = (
  chosen: ChosenProfile,
  network: Network,
  secret?: Redacted.Redacted,
): Promise<TokenCredential> => {
  const client = signInClient(makeHttpClient(networkOf(network, chosen.profile)))
  return explained(makeCredential(chosen, network, secret, client), client)
}
