/** The credentials of `@azure/identity`, which is loaded when this file is. */
import { globalAgent } from "node:http"
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from "@azure/identity"
import { credentialFailure, signInClient } from "@odj/graph-adapter"
import { cloudOfAuthority } from "@odj/graph-wire"
import { Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import { operatorProblem } from "../graph/OperatorProblem.ts"
import type { AzureCredentialSettings } from "./CredentialSettings.ts"

/** Makes the credential. If it has no token, it rejects with a failure that says why. */
export const azureCredential = (
  settings: AzureCredentialSettings,
  client: HttpClient.HttpClient,
): TokenCredential => {
  const httpClient = signInClient(client)
  const credential = makeCredential(settings, {
    httpClient,
    // Without these, the library reads variables about proxies. It uses neither, since this client replaces its own.
    agent: globalAgent,
    proxyOptions: { host: "http://unused.invalid", port: 80 },
  })
  return {
    getToken: (...request) =>
      credential.getToken(...request).catch((error: unknown) => {
        throw credentialFailure(error, httpClient.last())
      }),
  }
}

/** Gets a token, which the library caches. A failure is only logged: the server also starts while the issuer is down. */
export const signInNow = (credential: TokenCredential, scope: string) =>
  Effect.tryPromise({
    try: (abortSignal) => credential.getToken(scope, { abortSignal }),
    catch: (error) => credentialFailure(error),
  }).pipe(
    Effect.asVoid,
    Effect.catch((failure) => Effect.logError(operatorProblem(failure) ?? failure.message)),
  )

type Transport = NonNullable<ConstructorParameters<typeof ClientSecretCredential>[3]>

const makeCredential = (settings: AzureCredentialSettings, transport: Transport): TokenCredential => {
  if (settings._tag === "ManagedIdentity") {
    const { clientId } = settings
    return new ManagedIdentityCredential({ ...transport, ...(clientId !== undefined && { clientId }) })
  }
  const { tenant, clientId, authority } = settings
  const options = {
    ...transport,
    authorityHost: authority.origin,
    // Otherwise the library asks Microsoft whether the authority is known.
    disableInstanceDiscovery: cloudOfAuthority(authority) === undefined,
  }
  switch (settings._tag) {
    case "ClientSecret":
      return new ClientSecretCredential(tenant, clientId, Redacted.value(settings.secret), options)
    case "Certificate":
      return new ClientCertificateCredential(tenant, clientId, settings.path, options)
    case "WorkloadIdentity":
      return new WorkloadIdentityCredential({
        ...options,
        tenantId: tenant,
        clientId,
        tokenFilePath: settings.tokenFile,
      })
  }
}
