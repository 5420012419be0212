/** The flags of `odj login`, and the profile that they describe. */
import { parseServiceUrl, parseUrl, UsageInvalid } from "@odj/command-line"
import { isSecure, readPermission } from "@odj/graph-wire"
import { Config, Effect, Option, type Result } from "effect"
import { type Command, Flag } from "effect/cli"
import { ca } from "../flags/GlobalFlags.ts"
import { mutuallyExclusive } from "../flags/MutuallyExclusive.ts"
import type { Method } from "../profiles/Profile.ts"
import { makeProfileFlag } from "../profiles/Profiles.ts"
import { makeCloudFlag } from "../target/Target.ts"
import { graphCommandLineTools, newProfile } from "./NewProfile.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const method = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

export const loginFlags = {
  tenant: text(
    "tenant",
    "tenant",
    "Id or domain of the tenant (default: that of the account; required for an application and a workload). Env: AZURE_TENANT_ID",
  ),
  clientId: text(
    "client-id",
    "id",
    `Id of the application (default with a device code: Microsoft Graph Command Line Tools, ${graphCommandLineTools}). Env: AZURE_CLIENT_ID`,
  ),
  clientSecret: method(
    "client-secret",
    "Sign in as an application with the secret in AZURE_CLIENT_SECRET. Without it, odj asks for the secret on a terminal, but only to test the sign-in: the secret is never stored, and later commands need AZURE_CLIENT_SECRET",
  ),
  certificate: Flag.String("certificate").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(
      "Sign in as an application with this PEM file (certificate and key). Only its path is stored. --certificate= takes the path from AZURE_CLIENT_CERTIFICATE_PATH",
    ),
    Flag.optional,
  ),
  managedIdentity: method("managed-identity", "Sign in as the managed identity of this machine in Azure"),
  workloadIdentity: method(
    "workload-identity",
    "Sign in as a workload, with the token in the file that AZURE_FEDERATED_TOKEN_FILE names",
  ),
  azureCli: method("azure-cli", "Use the sign-in of the Azure CLI"),
  readOnly: method(
    "read-only",
    `Ask the user only for ${readPermission}, the permission to read. Microsoft may still grant the permission to write if it was consented to before`,
  ),
  cloud: makeCloudFlag(
    "Microsoft cloud (default: the one that signs in at AZURE_AUTHORITY_HOST, else global)",
  ),
  profile: makeProfileFlag(
    'Name to store the sign-in under (default: "default"): lower-case letters, digits, - and _. Env: ODJ_PROFILE',
  ),
  url: text(
    "url",
    "url",
    "URL of the service that later commands use, if it is not Microsoft Graph. Without --authority, you sign in at Microsoft, and odj sends the token to this service",
  ),
  authority: text(
    "authority",
    "url",
    "URL of the issuer to sign in at, if it is not Microsoft's. Needs --url",
  ),
}

type Input = Command.Command.Config.Infer<typeof loginFlags>

/** The method that the flags ask for; a device code by default. */
const methodOf = Effect.fnUntraced(function* (input: Input) {
  const asked: Record<Exclude<Method, "device-code">, boolean> = {
    "client-secret": input.clientSecret,
    certificate: Option.isSome(input.certificate),
    "managed-identity": input.managedIdentity,
    "workload-identity": input.workloadIdentity,
    "azure-cli": input.azureCli,
  }
  const methods = (Object.keys(asked) as ReadonlyArray<keyof typeof asked>).filter((name) => asked[name])
  if (methods.length > 1) {
    return yield* mutuallyExclusive(methods.map((name) => `--${name}`))
  }
  return methods[0] ?? ("device-code" as const)
})

const optionally = <A, E>(
  given: Option.Option<string>,
  flag: string,
  parse: (flag: string, text: string) => Result.Result<A, E>,
) =>
  Option.match(given, {
    onNone: () => Effect.undefined,
    onSome: (text) => Effect.fromResult(parse(flag, text)),
  })

const environment = Effect.map(
  Effect.orDie(
    Config.all(
      Object.fromEntries(
        [
          "AZURE_TENANT_ID",
          "AZURE_CLIENT_ID",
          "AZURE_CLIENT_CERTIFICATE_PATH",
          "AZURE_FEDERATED_TOKEN_FILE",
          "AZURE_AUTHORITY_HOST",
        ].map((name) => [name, Config.option(Config.String(name))]),
      ),
    ),
  ),
  (values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Option.getOrUndefined(value)])),
)

/** The profile before the sign-in. Fails with `UsageInvalid` if a flag is missing or does not fit. */
export const profileOf = Effect.fnUntraced(function* (input: Input) {
  const service = yield* optionally(input.url, "--url", parseServiceUrl)
  const authority = yield* optionally(input.authority, "--authority", parseUrl)
  if (service !== undefined && !isSecure(service)) {
    return yield* UsageInvalid.of(
      "--url",
      "Must begin with https://, because tokens are sent over plain http only to this machine",
    )
  }
  if (authority !== undefined && authority.protocol !== "https:") {
    return yield* UsageInvalid.of(
      "--authority",
      "Must begin with https://, because Microsoft's sign-in library requires it",
    )
  }
  const given = {
    method: yield* methodOf(input),
    tenant: Option.getOrUndefined(input.tenant),
    clientId: Option.getOrUndefined(input.clientId),
    certificate: Option.getOrUndefined(input.certificate),
    ca: Option.getOrUndefined(yield* ca),
    cloud: Option.getOrUndefined(input.cloud),
    url: service,
    authority,
    readOnly: input.readOnly,
  }
  return yield* Effect.fromResult(newProfile(given, yield* environment))
})
