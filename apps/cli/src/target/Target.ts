/**
 * The target of a command: this process's memory, a database, or a service, which may be one of Microsoft's clouds.
 *
 * There is no default target: without a flag, a variable or a sign-in, a command fails and sends nothing.
 */
import type { TokenCredential } from "@azure/identity"
import {
  checkToken,
  type DatabaseAddress,
  fixedToken,
  parseServiceUrl,
  readStoreAddress,
  UsageInvalid,
} from "@odj/command-line"
import { cloudAt, cloudNames, clouds, type GraphCloudName, isLoopback, isSecure } from "@odj/graph-wire"
import { Config, Context, Effect, Option, Redacted } from "effect"
import { Flag, type GlobalFlag } from "effect/cli"
import { mutuallyExclusive } from "../flags/MutuallyExclusive.ts"
import { type Network, plainNetwork, readNetwork } from "../network/Network.ts"
import { secretFor } from "../profiles/ClientSecret.ts"
import { noDefault } from "../profiles/KnownSignIns.ts"
import type { NotSignedIn } from "../profiles/NotSignedIn.ts"
import {
  type ChosenProfile,
  chooseProfile,
  makeProfileFlag,
  networkOf,
  readProfiles,
} from "../profiles/Profiles.ts"
import { signedIn } from "../profiles/SignedIn.ts"
import { maskLater } from "../secrets/KnownSecrets.ts"
import { passwordsOf } from "./DatabasePassword.ts"

export interface ServiceTarget {
  readonly _tag: "Service"
  /** The URL of an API version, such as `https://graph.microsoft.com/beta`. */
  readonly url: URL
  /** Its Microsoft cloud; undefined for any other service. */
  readonly cloud: GraphCloudName | undefined
  /** The tenant of the sign-in, if known. A bearer token is not read. */
  readonly tenant: string | undefined
  /** Supplies bearer tokens; without it, requests have none. */
  readonly credential: TokenCredential | undefined
  /** The scope of the tokens. */
  readonly scope: string | undefined
  /** The proxies and certificates of its requests. */
  readonly network: Network
  /** Whether requests are described instead of being sent. */
  readonly dryRun: boolean
  /** Whether a create with an unknown outcome is looked up in the list. */
  readonly reconcile: boolean
}

/** With `dryRun`, the database is not opened. */
export type DatabaseTarget = DatabaseAddress & { readonly dryRun: boolean }

/** What a command does with a database. Only with `create`, a missing file is created. */
export type DatabaseAccess = "create" | "change" | "read"

export type Target = { readonly _tag: "Memory" } | DatabaseTarget | ServiceTarget

/** The target of the running command. */
export class CurrentTarget extends Context.Service<CurrentTarget, Target>()("@odj/cli/CurrentTarget") {}

/** The flag `--cloud`, whose default differs between commands. */
export const makeCloudFlag = (description: string) =>
  Flag.Literals("cloud", cloudNames).pipe(Flag.withDescription(description), Flag.optional)

export const targetFlags = {
  store: Flag.String("store").pipe(
    Flag.withMetavar("address"),
    Flag.withDescription(
      "Use a database instead of a service: sqlite:PATH, postgres://… or memory (nothing is kept). Only create and import create a missing file. Env: ODJ_DATABASE_URL",
    ),
    Flag.optional,
  ),
  url: Flag.String("url").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription(
      "Use the service at this URL, such as https://graph.microsoft.com/beta, with the token in ODJ_TOKEN (optional if the service is on this machine)",
    ),
    Flag.optional,
  ),
  cloud: makeCloudFlag("Microsoft cloud (default: global, or the cloud of the sign-in)"),
  profile: makeProfileFlag(
    "Name of the sign-in to use (default: the default sign-in, which `odj profiles` shows). Env: ODJ_PROFILE",
  ),
}

export interface TargetInput {
  readonly store: Option.Option<string>
  readonly url: Option.Option<string>
  readonly cloud: Option.Option<GraphCloudName>
  readonly profile: Option.Option<string>
  readonly dryRun?: boolean
  readonly reconcile?: boolean
}

/** The failure of a command that has no target and no sign-in to use. */
const notSignedIn = Effect.gen(function* () {
  return yield* noDefault(yield* readProfiles, ["--url", "--store"])
})

/** The token in the environment, if any. */
export const environmentToken = Effect.gen(function* () {
  const token = yield* Effect.orDie(Config.option(Config.Redacted("ODJ_TOKEN")))
  return Option.isSome(token) ? yield* Effect.fromResult(checkToken(token.value)) : undefined
})

/** A credential without a real token, for a dry run. */
const placeholder: TokenCredential = fixedToken(Redacted.make("dry-run"))

type TargetWithoutReconcile = { readonly _tag: "Memory" } | DatabaseTarget | Omit<ServiceTarget, "reconcile">

const service = (
  settings: Omit<ServiceTarget, "_tag" | "dryRun" | "reconcile">,
  dryRun: boolean,
): Omit<ServiceTarget, "reconcile"> => ({
  _tag: "Service",
  ...settings,
  ...(dryRun && settings.credential && { credential: placeholder }),
  dryRun,
})

const atStore = Effect.fnUntraced(function* (name: string, text: string, dryRun: boolean) {
  const address = yield* Effect.fromResult(readStoreAddress(name, text))
  if (address._tag === "Memory") return address
  if (address._tag === "Postgres") yield* maskLater(passwordsOf(new URL(text)))
  return { ...address, dryRun }
})

/** The database that the environment names. */
const environmentStore = Effect.orDie(Config.option(Config.Redacted("ODJ_DATABASE_URL")))

/** The settings of the network for a target that is not a sign-in's. */
const networkFor = (dryRun: boolean) => (dryRun ? plainNetwork : readNetwork())

const atUrl = Effect.fnUntraced(function* (text: string, dryRun: boolean) {
  const url = yield* Effect.fromResult(parseServiceUrl("--url", text))
  const token = yield* environmentToken
  if ((token !== undefined || dryRun) && !isSecure(url)) {
    return yield* UsageInvalid.of(
      "--url",
      "Must begin with https://, because ODJ_TOKEN is sent over plain http only to this machine",
    )
  }
  if (token === undefined && !dryRun && !isLoopback(url.hostname)) {
    return yield* UsageInvalid.sentence(
      "Missing ODJ_TOKEN: --url needs a bearer token in this environment variable",
    )
  }
  // A service on this machine gets requests without a token; any other one will get one.
  const credential = token ? fixedToken(token) : isLoopback(url.hostname) ? undefined : placeholder
  const network = yield* networkFor(dryRun)
  return service(
    { url, cloud: cloudAt(url), tenant: undefined, network, credential, scope: undefined },
    dryRun,
  )
})

const inCloud = Effect.fnUntraced(function* (
  name: GraphCloudName,
  credential: TokenCredential,
  dryRun: boolean,
) {
  const { baseUrl, scope } = clouds[name]
  const network = yield* networkFor(dryRun)
  return service({ url: baseUrl, cloud: name, tenant: undefined, network, credential, scope }, dryRun)
})

/** Fails if the flags name more than one target. `--cloud` may repeat the cloud of `--profile`. */
const refuseSeveralTargets = Effect.fnUntraced(function* ({ store, url, cloud, profile }: TargetInput) {
  const flags = Object.entries({ "--store": store, "--url": url, "--profile": profile, "--cloud": cloud })
  const given = flags.flatMap(([name, value]) => (Option.isSome(value) ? [name] : []))
  if (given.length > 1 && given.join() !== "--profile,--cloud") return yield* mutuallyExclusive(given)
})

const inProfile = Effect.fnUntraced(function* (
  chosen: ChosenProfile,
  cloud: GraphCloudName | undefined,
  dryRun: boolean,
) {
  const { name, profile } = chosen
  if (cloud !== undefined && cloud !== profile.cloud) {
    return yield* UsageInvalid.sentence(`The sign-in ${name} is not in the cloud ${cloud}. Omit --cloud.`)
  }
  const { tenant, scope } = profile
  const network = yield* dryRun ? plainNetwork : networkOf(chosen)
  const settings = { url: new URL(profile.url), cloud: profile.cloud, tenant, network, scope }
  const secret = dryRun ? undefined : yield* secretFor(profile)
  return service({ ...settings, credential: signedIn(chosen, network, secret) }, dryRun)
})

/** The database that the environment names. Fails if the environment has a token as well. */
const inEnvironment = Effect.fnUntraced(function* (database: string, dryRun: boolean) {
  if ((yield* environmentToken) !== undefined) {
    return yield* UsageInvalid.sentence(
      "Both ODJ_DATABASE_URL and ODJ_TOKEN are set. Unset one of them, or pass --store or --url.",
    )
  }
  return yield* atStore("ODJ_DATABASE_URL", database, dryRun)
})

/** Needs the flag `--ca`. */
type NeedsCa = GlobalFlag.Setting.Identifier<"ca">

const chooseTarget: (
  input: TargetInput,
) => Effect.Effect<TargetWithoutReconcile, UsageInvalid | NotSignedIn, NeedsCa> = Effect.fnUntraced(
  function* (input) {
    yield* refuseSeveralTargets(input)
    const { store, url, profile, dryRun = false } = input
    const cloud = Option.getOrUndefined(input.cloud)
    if (Option.isSome(store)) return yield* atStore("--store", store.value, dryRun)
    if (Option.isSome(url)) return yield* atUrl(url.value, dryRun)
    if (Option.isNone(profile) && cloud === undefined) {
      const database = yield* environmentStore
      if (Option.isSome(database)) return yield* inEnvironment(Redacted.value(database.value), dryRun)
    }
    const token = Option.isNone(profile) && !dryRun ? yield* environmentToken : undefined
    if (token !== undefined) return yield* inCloud(cloud ?? "global", fixedToken(token), dryRun)
    const chosen = yield* chooseProfile(profile)
    if (chosen !== undefined) return yield* inProfile(chosen, cloud, dryRun)
    if (dryRun) return yield* inCloud(cloud ?? "global", placeholder, dryRun)
    return yield* notSignedIn
  },
)

/**
 * Decides the target. Flags take precedence over the environment, and a database or token in the environment over the
 * default profile.
 */
export const target = (input: TargetInput): Effect.Effect<Target, UsageInvalid | NotSignedIn, NeedsCa> =>
  Effect.map(chooseTarget(input), (target) =>
    // A dry run shows the create itself, not the list that reconciling reads before it.
    target._tag === "Service" ? { ...target, reconcile: input.reconcile === true && !target.dryRun } : target,
  )
