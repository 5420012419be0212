/** Decides how the server acts as a gateway: who may call it, what it allows, and how it signs in. */
import { UsageInvalid } from "@odj/command-line"
import { isGuid } from "@odj/domain"
import { isLoopback } from "@odj/graph-wire"
import { Duration, Effect, Option } from "effect"
import { type WriteName, writeNames } from "../graph/Operation.ts"
import { type CredentialSettings, credentialSettings } from "./CredentialSettings.ts"
import type { ServeValues } from "./ServeFlags.ts"
import type { ServedStore, ServiceAddress } from "./StoreSettings.ts"

/** A service that the server stands in front of. */
export interface Gateway extends ServiceAddress {
  readonly _tag: "Service"
  readonly credential: CredentialSettings
  /** The writes that the gateway refuses. */
  readonly refused: ReadonlySet<WriteName>
  /** How long a read may take, in milliseconds. */
  readonly readTime: number
  /** How long a list is cached; `undefined` if lists are not cached. */
  readonly cacheTime: Duration.Duration | undefined
}

type Rule = readonly [isBroken: boolean, message: string]

const needsService = "works only with --store graph or --store https://…"

/** Whether an issuer names a tenant, by a GUID in its path. */
const namesTenant = (issuer: string) => issuer.split("/").some(isGuid)

const isWriteName = (name: string) => (writeNames as ReadonlyArray<string>).includes(name)

const allowedNames = ({ allow }: ServeValues) =>
  allow.flatMap((names) => names.split(",")).map((name) => name.trim())

const units = { s: Duration.seconds, m: Duration.minutes } as const

/** The longest time for which a list is cached. */
const maxCacheTime = Duration.hours(1)

/** Reads a time such as `30s` or `2m`. */
const timeIn = (text: string): Duration.Duration | undefined => {
  const [, count, unit] = /^([1-9]\d{0,3})([sm])$/.exec(text) ?? []
  const time = count && units[unit as keyof typeof units](Number(count))
  return time && Duration.isLessThanOrEqualTo(time, maxCacheTime) ? time : undefined
}

const rulesWithoutService = ({ cloud, allow, cache }: ServeValues): ReadonlyArray<Rule> => [
  [Option.isSome(cloud), "--cloud works only with --store graph"],
  [allow.length > 0, `--allow ${needsService}`],
  [Option.isSome(cache), `--cache ${needsService}`],
]

const rules = (values: ServeValues): ReadonlyArray<Rule> => {
  const { auth, host, publicUrl, entraTenant, issuer, allowedTenant, cache } = values
  const isLimited =
    Option.isSome(entraTenant) || allowedTenant.length > 0 || Option.exists(issuer, namesTenant)
  return [
    [
      auth === "none",
      "--auth none can't be combined with a gateway: every program that can connect would have the gateway's permissions. Use --auth jwt, or --auth local on a loopback address",
    ],
    [
      auth === "local" && (!isLoopback(host) || Option.isSome(publicUrl)),
      "--auth local gives every client a token, so a gateway may use it only on a loopback address and without --public-url. Use --auth jwt",
    ],
    [
      auth === "jwt" && !isLimited,
      "Missing --allowed-tenant: every caller of a gateway sees the same tenant, so name the tenants whose tokens are accepted. Use --entra-tenant, --allowed-tenant, or an --issuer that names one tenant",
    ],
    ...allowedNames(values).map(
      (name): Rule => [
        !isWriteName(name),
        `--allow must be ${writeNames.join(", ")}, or several of them separated by commas, not ${name}`,
      ],
    ),
    [
      Option.exists(cache, (text) => timeIn(text) === undefined),
      "--cache must be a time from 1s to 60m, such as 30s or 2m",
    ],
  ]
}

const broken = (rules: ReadonlyArray<Rule>) =>
  rules.filter(([isBroken]) => isBroken).map(([, message]) => ({ path: [], message }))

/** The store, with the settings of the gateway if it is a service. Fails with every problem of the flags. */
export const gatewaySettings = Effect.fnUntraced(function* (values: ServeValues, store: ServedStore) {
  const problems = broken(store._tag === "Service" ? rules(values) : rulesWithoutService(values))
  if (problems.length > 0) return yield* new UsageInvalid({ problems })
  if (store._tag !== "Service") return store
  return {
    ...store,
    credential: yield* credentialSettings(store),
    refused: new Set(writeNames.filter((name) => !allowedNames(values).includes(name))),
    readTime: values.readTime * 1_000,
    cacheTime: Option.getOrUndefined(Option.map(values.cache, (text) => timeIn(text))),
  } satisfies Gateway as Gateway
})
