/**
 * Where a command works: in this process's memory, in a database, or in a service, which may be one of Microsoft's clouds.
 *
 * Nothing is sent anywhere without being asked for: without a target, and without a sign-in that names one, there is no
 * command to carry out.
 */
import type { TokenCredential } from "@azure/identity"
import { type DatabaseAddress, readStoreAddress, UsageInvalid } from "@odj/command-line"
import { cloudAt, cloudNames, clouds, type GraphCloudName, isLoopback, isSecure } from "@odj/graph-wire"
import { Config, Context, Effect, Option, Redacted } from "effect"
import { Flag } from "effect/cli"
import { secretFor } from "../profiles/ClientSecret.ts"
import { type ChosenProfile, chooseProfile, profileFlag } from "../profiles/Profiles.ts"
import { KnownSecrets } from "../requests/KnownSecrets.ts"
import { passwordsOf } from "./DatabasePassword.ts"
import { parseUrl } from "./ServiceUrl.ts"

export interface ServiceTarget {
  readonly _tag: "Service"
  /** The root of the API's version, such as `https://graph.microsoft.com/beta`. */
  readonly url: URL
  /** Which of Microsoft's clouds it is in; one that is not documents nothing of how it makes ids. */
  readonly cloud: GraphCloudName | undefined
  /** Whose connectors they are, where a sign-in says so: a bearer token is not read. */
  readonly tenant: string | undefined
  /** Gives the bearer tokens; without it, requests bear none. */
  readonly credential: TokenCredential | undefined
  /** What a token is asked for with. */
  readonly scope: string | undefined
  /** Whether requests are described instead of being sent. */
  readonly dryRun: boolean
  /** Whether it is looked up what became of a create whose outcome is unknown. */
  readonly reconcile: boolean
}

/** `dryRun` says whether the database is left alone. */
export type DatabaseTarget = DatabaseAddress & { readonly dryRun: boolean }

export type Target = { readonly _tag: "Memory" } | DatabaseTarget | ServiceTarget

/** Where the command works that is being carried out. */
export class CurrentTarget extends Context.Service<CurrentTarget, Target>()("@odj/cli/CurrentTarget") {}

export const cloudFlag = Flag.Literals("cloud", cloudNames).pipe(
  Flag.withDescription("The cloud whose Graph is meant: global, usgov, usgovdod or china"),
  Flag.optional,
)

export const targetFlags = {
  store: Flag.String("store").pipe(
    Flag.withDescription(
      "Work in a database, sqlite:PATH or postgres://…, which ODJ_DATABASE_URL may say as well; or in memory: to try a command, and keep nothing",
    ),
    Flag.optional,
  ),
  url: Flag.String("url").pipe(
    Flag.withDescription(
      "Work in the service at this address, such as https://graph.microsoft.com/beta, with the bearer token in ODJ_TOKEN; on this machine without one as well",
    ),
    Flag.optional,
  ),
  cloud: cloudFlag,
  profile: profileFlag,
}

export interface TargetInput {
  readonly store: Option.Option<string>
  readonly url: Option.Option<string>
  readonly cloud: Option.Option<GraphCloudName>
  readonly profile: Option.Option<string>
  readonly dryRun?: boolean
  readonly reconcile?: boolean
}

/** What a header can carry as a bearer token (RFC 6750, `b64token`). */
const bearerToken = /^[\w.~+/-]+=*$/

const tokenInvalid = UsageInvalid.of("ODJ_TOKEN", "Expected a bearer token in this environment variable")

/** The token in the environment, if there is any. */
export const environmentToken = Effect.gen(function* () {
  const token = yield* Effect.orDie(Config.option(Config.Redacted("ODJ_TOKEN")))
  if (Option.isSome(token) && !bearerToken.test(Redacted.value(token.value))) return yield* tokenInvalid
  return Option.getOrUndefined(token)
})

/** The same token for whoever asks; nobody knows when it ends. */
const fixed = (token: Redacted.Redacted): TokenCredential => ({
  getToken: async () => ({ token: Redacted.value(token), expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
})

/** Gives no real token: a dry run shows where it would stand. */
const placeholder: TokenCredential = {
  getToken: async () => ({ token: "dry-run", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
}

type Place = { readonly _tag: "Memory" } | DatabaseTarget | Omit<ServiceTarget, "reconcile">

const service = (
  at: Omit<ServiceTarget, "_tag" | "dryRun" | "reconcile">,
  dryRun: boolean,
): Omit<ServiceTarget, "reconcile"> => ({
  _tag: "Service",
  ...at,
  ...(dryRun && { credential: placeholder }),
  dryRun,
})

const atStore = Effect.fnUntraced(function* (name: string, text: string, dryRun: boolean) {
  const address = yield* Effect.fromResult(readStoreAddress(name, text))
  if (address._tag === "Memory") return address
  if (address._tag === "Postgres") {
    const secrets = yield* KnownSecrets
    for (const password of passwordsOf(new URL(text))) secrets.add(password)
  }
  return { ...address, dryRun }
})

/** What the environment says of a database. */
const environmentStore = Effect.orDie(Config.option(Config.Redacted("ODJ_DATABASE_URL")))

const atUrl = Effect.fnUntraced(function* (text: string, dryRun: boolean) {
  const url = yield* parseUrl("--url", text)
  const token = dryRun ? undefined : yield* environmentToken
  if (token !== undefined && !isSecure(url)) {
    return yield* UsageInvalid.of(
      "--url",
      "Expected https:// for the token in ODJ_TOKEN, which goes over plain http only to this machine",
    )
  }
  if (token === undefined && !dryRun && !isLoopback(url.hostname)) return yield* tokenInvalid
  const cloud = cloudAt(url)
  const at = { url, cloud, tenant: undefined, scope: undefined }
  return service({ ...at, credential: token && fixed(token) }, dryRun)
})

const inCloud = (name: GraphCloudName, credential: TokenCredential | undefined, dryRun: boolean) => {
  const { baseUrl, scope } = clouds[name]
  return service({ url: baseUrl, cloud: name, tenant: undefined, credential, scope }, dryRun)
}

/** Signing in is loaded once a request needs a token: it is large. */
const signedIn = (chosen: ChosenProfile, secret: Redacted.Redacted | undefined): TokenCredential => {
  let credential: Promise<TokenCredential> | undefined
  return {
    getToken: async (...asked) => {
      credential ??= import("../profiles/Credential.ts").then(({ credentialOf }) =>
        credentialOf(chosen, secret),
      )
      return (await credential).getToken(...asked)
    },
  }
}

/** What the flags say that each say where to work: one of them, or none. */
const oneOf = Effect.fnUntraced(function* ({ store, url, cloud, profile }: TargetInput) {
  const places = Object.entries({ "--store": store, "--url": url, "--profile": profile, "--cloud": cloud })
  const given = places.flatMap(([name, value]) => (Option.isSome(value) ? [name] : []))
  if (given.length > 1 && given.join() !== "--profile,--cloud") {
    return yield* UsageInvalid.of(given.join(", "), "Expected one of them: each says where to work")
  }
})

const inProfile = Effect.fnUntraced(function* (
  chosen: ChosenProfile,
  cloud: GraphCloudName | undefined,
  dryRun: boolean,
) {
  const { name, profile } = chosen
  if (cloud !== undefined && cloud !== profile.cloud) {
    return yield* UsageInvalid.of("--cloud", `Expected the cloud of the profile ${name}, or none`)
  }
  const { tenant, scope } = profile
  const at = { url: new URL(profile.url), cloud: profile.cloud, tenant, scope }
  const secret = dryRun ? undefined : yield* secretFor(profile)
  return service({ ...at, credential: signedIn(chosen, secret) }, dryRun)
})

/** Works in the database that the environment names, unless it names a token as well. */
const inEnvironment = Effect.fnUntraced(function* (database: string, dryRun: boolean) {
  if ((yield* environmentToken) !== undefined) {
    return yield* UsageInvalid.of(
      "ODJ_DATABASE_URL, ODJ_TOKEN",
      "Expected one of them in the environment, or a flag: each says where to work",
    )
  }
  return yield* atStore("ODJ_DATABASE_URL", database, dryRun)
})

const placeOf: (input: TargetInput) => Effect.Effect<Place, UsageInvalid> = Effect.fnUntraced(
  function* (input) {
    yield* oneOf(input)
    const { store, url, profile, dryRun = false } = input
    const cloud = Option.getOrUndefined(input.cloud)
    if (Option.isSome(store)) return yield* atStore("--store", store.value, dryRun)
    if (Option.isSome(url)) return yield* atUrl(url.value, dryRun)
    if (Option.isNone(profile) && cloud === undefined) {
      const database = yield* environmentStore
      if (Option.isSome(database)) return yield* inEnvironment(Redacted.value(database.value), dryRun)
    }
    const token = Option.isNone(profile) && !dryRun ? yield* environmentToken : undefined
    if (token !== undefined) return inCloud(cloud ?? "global", fixed(token), dryRun)
    const chosen = yield* chooseProfile(profile)
    if (chosen !== undefined) return yield* inProfile(chosen, cloud, dryRun)
    if (dryRun) return inCloud(cloud ?? "global", undefined, dryRun)
    return yield* UsageInvalid.of(
      "target",
      "Expected a place to work in: sign in to a tenant with odj login, or give --url or --store",
    )
  },
)

/**
 * Decides where to work. What is said on the command line counts before the environment, and a database or a token there
 * before a profile that nobody named; they exclude each other.
 */
export const target = (input: TargetInput): Effect.Effect<Target, UsageInvalid> =>
  Effect.map(placeOf(input), (place) =>
    // The first request of a create that is reconciled is another one, which a dry run is not about.
    place._tag === "Service" ? { ...place, reconcile: input.reconcile === true && !place.dryRun } : place,
  )
