/** The command `odj login`: signs in, and stores the sign-in. */
import { UsageInvalid } from "@odj/command-line"
import { isSecure, readPermission, readWritePermission } from "@odj/graph-wire"
import { Config, Console, Effect, Option, Stdio } from "effect"
import { Command, Flag, Prompt } from "effect/cli"
import { ca } from "../flags/GlobalFlags.ts"
import { mutuallyExclusive } from "../flags/MutuallyExclusive.ts"
import { environmentSecret, masked, secretMissing, secretName } from "../profiles/ClientSecret.ts"
import { isReadOnly, type Method, type Profile, tokenFileOf } from "../profiles/Profile.ts"
import {
  folder,
  makeProfileFlag,
  namedProfile,
  networkOf,
  readProfiles,
  writeProfiles,
} from "../profiles/Profiles.ts"
import { profilesFile } from "../profiles/StoredNames.ts"
import { parseServiceUrl, parseUrl } from "../target/ServiceUrl.ts"
import { makeCloudFlag } from "../target/Target.ts"
import { graphCommandLineTools, newProfile } from "./NewProfile.ts"
import { signInWithDeviceCode, tokenOf } from "./SignIn.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const method = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

const flags = {
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

type Input = Command.Command.Config.Infer<typeof flags>

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

/** The secret in the environment, or the one that a person types. */
const readSecret = Effect.gen(function* () {
  const secret = yield* environmentSecret
  if (Option.isSome(secret)) return secret.value
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if (!(yield* stdinIsTerminal)) return yield* secretMissing
  const typed = Prompt.run(Prompt.Password({ message: "Client secret" }))
  // The prompt does not end its line if the person cancels it.
  return yield* Effect.flatMap(
    Effect.tapError(typed, () => Console.error()),
    masked,
  )
})

const optionally = <A, E>(given: Option.Option<string>, parse: (text: string) => Effect.Effect<A, E>) =>
  Option.match(given, { onNone: () => Effect.undefined, onSome: parse })

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

const profileOf = Effect.fnUntraced(function* (input: Input) {
  const service = yield* optionally(input.url, parseServiceUrl)
  const authority = yield* optionally(input.authority, (text) => parseUrl("--authority", text))
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

/** Signs in a person with a new token cache, which replaces the old one only after they have signed in. */
const signInPerson = Effect.fnUntraced(function* (name: string, profile: Profile) {
  const { configFolder, removePrivate, renamePrivate } = yield* folder
  const at = configFolder()
  const cache = `${tokenFileOf(name)}.${crypto.randomUUID()}.tmp`
  const rename = Effect.promise(() => renamePrivate(at, cache, tokenFileOf(name)))
  const remove = Effect.promise(() => removePrivate(at, cache))
  const network = yield* networkOf({ name, profile })
  return yield* signInWithDeviceCode(profile, cache, network).pipe(
    Effect.tap(rename),
    Effect.ensuring(remove),
  )
})

/** Signs in, and gets a token: a sign-in without one is not stored. */
const signIn = Effect.fnUntraced(function* (name: string, profile: Profile) {
  if (profile.method === "device-code") return yield* signInPerson(name, profile)
  const secret = profile.method === "client-secret" ? yield* readSecret : undefined
  const chosen = { name, profile }
  yield* tokenOf(chosen, yield* networkOf(chosen), secret)
  return profile
})

const summary = (at: string, name: string, profile: Profile) => {
  const { method, account, cloud, url } = profile
  return [
    `Signed in${account === undefined ? "" : ` as ${account}`} with ${method} under the name ${name}, for ${cloud === undefined ? url : `Graph in the cloud ${cloud}`}.`,
    `Stored in ${at}, in files that only you can read:`,
    `  ${profilesFile}: where to sign in, as whom and how; no secrets`,
    ...(method === "device-code" ? [`  ${tokenFileOf(name)}: the tokens; keep this file secret`] : []),
    ...(isReadOnly(profile)
      ? ["This sign-in asks only for the permission to read. To write, run `odj login` without --read-only."]
      : []),
    ...(method === "client-secret" ? [`The secret is not stored: set ${secretName} for every command.`] : []),
    "`odj logout` removes this sign-in.",
  ].join("\n")
}

export const login = Command.make(
  "login",
  flags,
  Effect.fnUntraced(function* (input) {
    const name = (yield* namedProfile(input.profile)) ?? "default"
    // Read before the sign-in, so that a damaged file fails early, and again after it, since it may have changed.
    yield* readProfiles
    const profile = yield* signIn(name, yield* profileOf(input))
    const stored = yield* readProfiles
    yield* writeProfiles({ default: name, profiles: { ...stored.profiles, [name]: profile } })
    const { configFolder } = yield* folder
    yield* Console.error(summary(configFolder(), name, profile))
  }),
).pipe(
  Command.withShortDescription("Sign in to a tenant"),
  Command.withDescription(`Sign in to a tenant. Later commands use this sign-in.

  By default, a user signs in with a device code. odj prints the code and the web address for entering it. The user is
  asked to consent to ${readWritePermission}, or with --read-only to
  ${readPermission}. An application must have been granted
  ${readPermission} (to read) or ${readWritePermission} (to write).

  A stored sign-in has a name, its profile: the value of --profile or ODJ_PROFILE, or "default". The new sign-in becomes
  the default: commands use it unless --profile, ODJ_PROFILE, ODJ_TOKEN or ODJ_DATABASE_URL is set.

  Sign-ins are stored in $ODJ_CONFIG_DIR if it is set, else in $XDG_CONFIG_HOME/odj or ~/.config/odj, and on Windows in
  %APPDATA%\\odj.

  Exit codes:
      0  signed in
      1  a bug in odj
      2  invalid input: also a missing certificate, or an unknown tenant
      3  the sign-in was refused or declined
      5  the sign-in service can't be reached, or is not trusted
    130  interrupted`),
  Command.withExamples([
    {
      command: "odj login --tenant contoso.onmicrosoft.com",
      description: "Sign in as a user, with a device code",
    },
    {
      command: "odj login --tenant contoso.onmicrosoft.com --read-only",
      description: "Ask only for the permission to read",
    },
    {
      command:
        "odj login --tenant contoso.onmicrosoft.com --client-id 00000000-0000-0000-0000-000000000000 --certificate app.pem --profile app",
      description: "Sign in as an application with a certificate, and name the sign-in `app`",
    },
    {
      command:
        "AZURE_CLIENT_SECRET=… odj login --tenant contoso.onmicrosoft.com --client-id 00000000-0000-0000-0000-000000000000 --client-secret",
      description: "Sign in as an application with a secret",
    },
    {
      command: "odj login --url https://127.0.0.1:8443/beta --authority https://127.0.0.1:8443",
      description: "Sign in to an emulator with its own issuer",
    },
  ]),
)
