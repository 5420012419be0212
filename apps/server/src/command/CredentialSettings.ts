/** Decides how a gateway signs in to its service, from the variables of Azure's own tools or from `ODJ_TOKEN`. */
import { checkToken, UsageInvalid } from "@odj/command-line"
import { clouds, type GraphCloudName, isLoopback, isSecure } from "@odj/graph-wire"
import { Config, Effect, Option, Redacted, Result } from "effect"
import type { ServiceAddress } from "./StoreSettings.ts"

/** An application of a tenant. */
interface TenantApplication {
  readonly tenant: string
  readonly clientId: string
  /** The URL of its issuer, without the tenant. */
  readonly authority: URL
}

export type CredentialSettings =
  /** A service on this machine, which gets no token. */
  | { readonly _tag: "None" }
  | { readonly _tag: "Token"; readonly token: Redacted.Redacted }
  | AzureCredentialSettings

/** A credential of `@azure/identity`, with the scope of its tokens. */
export type AzureCredentialSettings = { readonly scope: string } & (
  | ({ readonly _tag: "ClientSecret"; readonly secret: Redacted.Redacted } & TenantApplication)
  | ({ readonly _tag: "Certificate"; readonly path: string } & TenantApplication)
  | ({ readonly _tag: "WorkloadIdentity"; readonly tokenFile: string } & TenantApplication)
  | { readonly _tag: "ManagedIdentity"; readonly clientId: string | undefined }
)

/** The value of a variable; `undefined` if it is not set or empty. */
const text = (name: string) =>
  Config.map(Config.option(Config.String(name)), (value) => Option.getOrUndefined(value) || undefined)

const secretText = (name: string) =>
  Config.map(text(name), (value) => (value === undefined ? undefined : Redacted.make(value)))

/** The variables about signing in. */
const environment = Config.all({
  tenant: text("AZURE_TENANT_ID"),
  clientId: text("AZURE_CLIENT_ID"),
  secret: secretText("AZURE_CLIENT_SECRET"),
  certificate: text("AZURE_CLIENT_CERTIFICATE_PATH"),
  tokenFile: text("AZURE_FEDERATED_TOKEN_FILE"),
  authority: Config.map(Config.option(Config.URL("AZURE_AUTHORITY_HOST")), Option.getOrUndefined),
  token: secretText("ODJ_TOKEN"),
})

export type CredentialVariables = Partial<Config.Success<typeof environment>>

/** How the environment signs in to a Microsoft cloud. With several credentials, the order is that of Azure's own libraries. */
const ofCloud = (
  cloud: GraphCloudName,
  { tenant, clientId, certificate, tokenFile, authority, secret }: CredentialVariables,
): Result.Result<AzureCredentialSettings, UsageInvalid> => {
  const { scope, authorityHost } = clouds[cloud]
  const hasKey = secret !== undefined || certificate !== undefined || tokenFile !== undefined
  if (!hasKey && tenant === undefined) return Result.succeed({ _tag: "ManagedIdentity", scope, clientId })
  if (!hasKey || tenant === undefined || clientId === undefined) {
    const key = "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE"
    const missing = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: clientId, [key]: hasKey || undefined }
    const problems = Object.entries(missing)
      .filter(([, value]) => value === undefined)
      .map(([name]) => ({ path: [], message: `Missing ${name}: the application that signs in needs it` }))
    return Result.fail(new UsageInvalid({ problems }))
  }
  const application = { scope, tenant, clientId, authority: authority ?? authorityHost }
  if (secret !== undefined) return Result.succeed({ _tag: "ClientSecret", secret, ...application })
  return Result.succeed(
    certificate !== undefined
      ? { _tag: "Certificate", path: certificate, ...application }
      : { _tag: "WorkloadIdentity", tokenFile: tokenFile ?? "", ...application },
  )
}

/**
 * How the gateway signs in to a service that is not Microsoft's: as `odj --url` does, with `ODJ_TOKEN`. A token of Azure's
 * credentials would let that service act in the tenant.
 */
const ofUrl = (url: URL, { token }: CredentialVariables): Result.Result<CredentialSettings, UsageInvalid> => {
  if (!isSecure(url))
    return Result.fail(
      UsageInvalid.of("--store", "Must begin with https://: http:// is only for a service on this machine"),
    )
  if (token !== undefined) return Result.map(checkToken(token), (token) => ({ _tag: "Token", token }))
  return isLoopback(url.hostname)
    ? Result.succeed({ _tag: "None" })
    : Result.fail(
        UsageInvalid.sentence(
          "Missing ODJ_TOKEN: --store https://… needs a bearer token in this environment variable",
        ),
      )
}

/** How the gateway of this service signs in. */
export const credentialOf = (
  { url, cloud }: ServiceAddress,
  variables: CredentialVariables,
): Result.Result<CredentialSettings, UsageInvalid> =>
  cloud === undefined ? ofUrl(url, variables) : ofCloud(cloud, variables)

/** How the gateway of this service signs in, as the environment says. */
export const credentialSettings = Effect.fnUntraced(function* (service: ServiceAddress) {
  return yield* Effect.fromResult(credentialOf(service, yield* environment))
})
