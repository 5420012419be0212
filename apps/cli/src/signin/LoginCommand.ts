/** The command `odj login`: signs in, and keeps how. */
import { UsageInvalid } from "@odj/command-line"
import { isSecure, readPermission, readWritePermission } from "@odj/graph-wire"
import { Config, Console, Effect, Option, Stdio } from "effect"
import { Command, Flag, Prompt } from "effect/cli"
import { environmentSecret, secretMissing, secretName } from "../profiles/ClientSecret.ts"
import { type Method, type Profile, tokenFileOf } from "../profiles/Profile.ts"
import {
  folder,
  namedProfile,
  profileFlag,
  profilesFile,
  readProfiles,
  writeProfiles,
} from "../profiles/Profiles.ts"
import { parseUrl } from "../target/ServiceUrl.ts"
import { cloudFlag } from "../target/Target.ts"
import { graphCommandLineTools, newProfile } from "./NewProfile.ts"
import { askPerson, tokenOf } from "./SignIn.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const method = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

const flags = {
  tenant: text("tenant", "The tenant's id or domain; AZURE_TENANT_ID otherwise"),
  clientId: text(
    "client-id",
    `The application's id; AZURE_CLIENT_ID otherwise, and by device code that of Microsoft Graph Command Line Tools, ${graphCommandLineTools}`,
  ),
  clientSecret: method(
    "client-secret",
    "As an application with a secret: AZURE_CLIENT_SECRET, which is not kept and needed for each command, or what is typed when asked",
  ),
  certificate: Flag.String("certificate").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(
      "As an application with a certificate: a PEM file with its key, of which the path is kept",
    ),
    Flag.optional,
  ),
  managedIdentity: method("managed-identity", "As the managed identity of the machine in Azure"),
  workloadIdentity: method(
    "workload-identity",
    "As the workload whose token is in the file AZURE_FEDERATED_TOKEN_FILE",
  ),
  azureCli: method("azure-cli", "As whoever is signed in to the Azure CLI"),
  cloud: cloudFlag,
  profile: profileFlag,
  url: text("url", "The service, where it is none of Microsoft's: an emulator or a gateway"),
  authority: text(
    "authority",
    "Where to sign in, if not at Microsoft's: the address of an emulator's issuer",
  ),
}

type Input = Command.Command.Config.Infer<typeof flags>

/** The method that is asked for; by device code where none is. */
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
    const names = methods.map((name) => `--${name}`).join(", ")
    return yield* UsageInvalid.of(names, "Expected one of them: each says how to sign in")
  }
  return methods[0] ?? ("device-code" as const)
})

/** The secret of the environment, or what a person types. */
const readSecret = Effect.gen(function* () {
  const secret = yield* environmentSecret
  if (Option.isSome(secret)) return secret.value
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if (!(yield* stdinIsTerminal)) return yield* secretMissing
  return yield* Prompt.run(Prompt.Password({ message: "Client secret" }))
})

const url = (name: string, given: Option.Option<string>) =>
  Option.match(given, { onNone: () => Effect.undefined, onSome: (given) => parseUrl(name, given) })

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
  const service = yield* url("--url", input.url)
  const authority = yield* url("--authority", input.authority)
  if (service !== undefined && !isSecure(service)) {
    return yield* UsageInvalid.of(
      "--url",
      "Expected https://: tokens go over plain http only to this machine",
    )
  }
  if (authority !== undefined && authority.protocol !== "https:") {
    return yield* UsageInvalid.of(
      "--authority",
      "Expected https://: Microsoft's library signs in nowhere else",
    )
  }
  const given = {
    method: yield* methodOf(input),
    tenant: Option.getOrUndefined(input.tenant),
    clientId: Option.getOrUndefined(input.clientId),
    certificate: Option.getOrUndefined(input.certificate),
    cloud: Option.getOrUndefined(input.cloud),
    url: service,
    authority,
  }
  return yield* Effect.fromResult(newProfile(given, yield* environment))
})

/** Has a person sign in with an empty cache, which takes the place of the one before once they have: not if they don't. */
const signInPerson = Effect.fnUntraced(function* (name: string, profile: Profile) {
  const { configFolder, removePrivate, renamePrivate } = yield* folder
  const at = configFolder()
  const cache = `${tokenFileOf(name)}.${crypto.randomUUID()}.tmp`
  const rename = Effect.promise(() => renamePrivate(at, cache, tokenFileOf(name)))
  const remove = Effect.promise(() => removePrivate(at, cache))
  return yield* askPerson(profile, cache).pipe(Effect.tap(rename), Effect.ensuring(remove))
})

/** Really gets a token: a sign-in that leads to none is not kept. */
const signIn = Effect.fnUntraced(function* (name: string, profile: Profile) {
  if (profile.method === "device-code") return yield* signInPerson(name, profile)
  const secret = profile.method === "client-secret" ? yield* readSecret : undefined
  yield* tokenOf({ name, profile }, secret)
  return profile
})

const summary = (at: string, name: string, { method, account, cloud, url }: Profile) =>
  [
    `Signed in${account === undefined ? "" : ` as ${account}`} by ${method}: the profile ${name}, for ${cloud === undefined ? url : `Graph in the cloud ${cloud}`}.`,
    `Kept in ${at}, in files that only their owner can read:`,
    `  ${profilesFile}: where to sign in, as whom and how, without a secret`,
    ...(method === "device-code"
      ? [`  ${tokenFileOf(name)}: the tokens; whoever has them is signed in`]
      : []),
    ...(method === "client-secret"
      ? [`The secret is not kept: give it to each command in ${secretName}.`]
      : []),
    "odj logout removes it.",
  ].join("\n")

export const login = Command.make(
  "login",
  flags,
  Effect.fnUntraced(function* (input) {
    const name = (yield* namedProfile(input.profile)) ?? "default"
    // Read before anybody signs in, in case that it can't be, and again after it: others may have signed in meanwhile.
    yield* readProfiles
    const profile = yield* signIn(name, yield* profileOf(input))
    const kept = yield* readProfiles
    yield* writeProfiles({ default: name, profiles: { ...kept.profiles, [name]: profile } })
    const { configFolder } = yield* folder
    yield* Console.error(summary(configFolder(), name, profile))
  }),
).pipe(
  Command.withShortDescription("Sign in to a tenant"),
  Command.withDescription(`Sign in to a tenant, for the commands that follow. Without a flag that says otherwise, by device
  code: a code and the address where a person enters it are written to standard error.

  A person is asked to allow ${readWritePermission}; an application needs to have been granted
  ${readPermission} to read, or .ReadWrite.All to write as well.

  What is kept is in $ODJ_CONFIG_DIR, or else $XDG_CONFIG_HOME/odj or ~/.config/odj, %APPDATA%\\odj on Windows. The last
  sign-in is the one that is used, unless --profile or ODJ_PROFILE names another.

  Exit codes:
      0  signed in
      1  a bug in odj
      2  bad input
      3  not signed in
    130  interrupted`),
  Command.withExamples([
    { command: "odj login --tenant contoso.onmicrosoft.com", description: "As a person, by device code" },
    {
      command:
        "odj login --tenant contoso.onmicrosoft.com --client-id 00000000-0000-0000-0000-000000000000 --certificate app.pem --profile app",
      description: "As an application, under a name of its own",
    },
    {
      command: "odj login --url https://127.0.0.1:8443/beta --authority https://127.0.0.1:8443",
      description: "To an emulator that has an issuer of its own",
    },
  ]),
)
