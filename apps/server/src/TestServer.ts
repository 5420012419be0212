/**
 * A server for tests without its sockets: what `startServer` and `openServer` have in common.
 *
 * Only this file and `main.ts` pick an adapter.
 */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Clock, Context, Duration, Effect, identity, Layer, Predicate, Scheduler } from "effect"
import { unfakedScheduler } from "./clock/UnfakedScheduler.ts"
import { openedDirectory } from "./directory/OpenedDirectory.ts"
import type { GrantsInput } from "./directory/ReadGrants.ts"
import { type DoubleOptions, makeDouble } from "./double/TestDouble.ts"
import { generateKeys } from "./entra/SigningKeys.ts"
import type { ServerParts } from "./faults/ServerParts.ts"
import * as Tenants from "./graph/Tenants.ts"
import { isOrigin, originForm } from "./http/Cors.ts"
import { hostForm, isHost } from "./http/OwnHosts.ts"
import { mintToken, type TokenRequest } from "./issuer/MintToken.ts"
import {
  type Checks,
  checkedLater,
  must,
  mustBeBoolean,
  mustCount,
  mustText,
  mustTexts,
  mustTime,
  OptionsInvalid,
  problemsOfOptions,
} from "./OptionsInvalid.ts"
import * as Log from "./observe/Log.ts"
import { logged } from "./observe/RequestLog.ts"
import type { AddressSettings } from "./server/Addresses.ts"
import type { ApplicationOptions } from "./server/Application.ts"
import { local, none } from "./server/Authentication.ts"
import { publicUrlForm, readPublicUrl } from "./server/PublicUrl.ts"
import { defaultServerLimits, largestLimits, type ServerLimits } from "./server/Server.ts"

export interface TestServerOptions extends DoubleOptions {
  /** `local`, the default: the server trusts the tokens that it makes. `none`: requests need no token. */
  readonly auth?: "local" | "none" | undefined
  /**
   * Which tenants, applications and users the built-in issuer has, and what is granted: a value, or the path or URL of a JSON
   * file. By default everyone exists and gets what they request.
   */
  readonly grants?: GrantsInput | undefined
  /** Whether the sign-in page approves each request by itself, for tests without a person. */
  readonly autoApprove?: boolean | undefined
  /** Where connectors are stored: in memory, which is the default, or in a SQLite file, which is created if it is missing. */
  readonly store?: "memory" | `sqlite:${string}` | undefined
  /** The largest body of a request, in bytes; by default 65,536. A larger one gets 413. */
  readonly maxBody?: number | undefined
  /**
   * The longest response to a batch, in characters; by default 4,194,304. A read that would exceed it gets 429, except the
   * first one.
   */
  readonly maxBatch?: number | undefined
  /** How long a list or a count may take before it gets 503, such as `50 millis`; by default 10 seconds. */
  readonly readTime?: Duration.Input | undefined
  /**
   * The URL at which clients reach the server if that is a proxy's, such as `https://graph.example.test/prefix`. Every link
   * of the server begins with it, and it names the issuer of the tokens.
   */
  readonly publicUrl?: string | undefined
  /**
   * Further hosts, without ports, that requests can have. Loopback addresses, `localhost` and the host of `publicUrl` are
   * always accepted.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * Further origins whose web pages may call the server (CORS), such as `https://example.test`. With
   * `auth: "local"`, those of loopback addresses always may.
   */
  readonly corsOrigins?: ReadonlyArray<string> | undefined
  /**
   * A function that gets an entry for each request and each problem, or the format in which these entries are written to
   * standard error. By default, only errors of the server itself are written there.
   */
  readonly log?: "text" | "json" | ((entry: Log.LogEntry) => void) | undefined
  /** The least important entries of `log`; by default `info`. */
  readonly logLevel?: Log.Level | undefined
}

const databasePath = (store: string): string | undefined => /^sqlite:(.+)$/s.exec(store)?.[1]

const isOneOf =
  (...names: ReadonlyArray<string>) =>
  (value: unknown) =>
    names.some((name) => name === value)

/** Checks an option of the built-in issuer. */
const onlyWithIssuer =
  (check: (value: unknown) => ReadonlyArray<string>) =>
  (value: unknown, { auth }: TestServerOptions): ReadonlyArray<string> =>
    auth === "none" ? [`can't be combined with auth "none", which has no issuer`] : check(value)

export const checks: Checks<TestServerOptions> = {
  auth: (auth) => must(`must be local or none, not ${auth}`, isOneOf("local", "none"))(auth),
  grants: onlyWithIssuer(checkedLater),
  autoApprove: onlyWithIssuer(mustBeBoolean),
  store: mustText(
    "must be memory or sqlite:PATH",
    (store) => store === "memory" || databasePath(store) !== undefined,
  ),
  connectors: checkedLater,
  faults: checkedLater,
  presets: must("must be an array", Array.isArray),
  heartbeats: mustBeBoolean,
  predictableIds: mustBeBoolean,
  maxBody: mustCount(largestLimits.maxBody),
  maxBatch: mustCount(largestLimits.maxBatch),
  readTime: mustTime(largestLimits.readTime),
  publicUrl: mustText(publicUrlForm, (url) => readPublicUrl(url) !== undefined),
  allowedHosts: mustTexts(hostForm, isHost),
  corsOrigins: mustTexts(originForm, isOrigin),
  log: must(
    "must be text, json or a function",
    (log) => Predicate.isFunction(log) || isOneOf("text", "json")(log),
  ),
  logLevel: must("must be debug, info, warn or error", isOneOf(...Object.keys(Log.levels))),
}

/** The stores of all tenants, open until the scope closes. The adapter of a database is loaded only if it is used. */
const openStores = Effect.fnUntraced(function* (store: string) {
  const path = databasePath(store)
  if (path === undefined) return yield* Tenants.makeKept(MemoryConnectorStore.make)
  const { ConnectorDatabase, SqliteConnectorStore } = yield* Effect.promise(() => import("@odj/sql-adapter"))
  const context = yield* Effect.catchTag(
    Layer.build(SqliteConnectorStore.database({ path })),
    "DatabaseRefused",
    ({ message }) => new Tenants.StoreRefused({ place: path, reason: message }),
  )
  return Tenants.ofDatabase(Context.get(context, ConnectorDatabase))
})

/** The services of the log. By default it has only errors. */
const logOf = ({ log, logLevel = "info" }: TestServerOptions) => {
  const level = Log.levels[logLevel]
  if (log === undefined) return Log.toStderr({ format: "text", level: "Error" })
  return typeof log === "function" ? Log.toFunction(log, level) : Log.toStderr({ format: log, level })
}

/**
 * Makes the parts of a server: its application, what its requests need, and what a test can do with it. `transport`
 * is how clients connect. Everything is released when the scope closes.
 */
export const makeTestServer = Effect.fnUntraced(function* <Options extends TestServerOptions>(
  options: Options,
  checks: Checks<Options>,
  transport: ServerParts["transport"] = "none",
) {
  const problems = problemsOfOptions(options, checks)
  if (problems.length > 0) return yield* new OptionsInvalid({ problems })
  const { auth = "local", store = "memory", publicUrl, allowedHosts = [], corsOrigins = [], log } = options
  const parts = { transport, hasIssuer: auth === "local" }
  const directory = yield* openedDirectory(options.grants)
  const double = yield* makeDouble(yield* openStores(store), options, parts)
  const keys = yield* Effect.cached(generateKeys)
  const limits: ServerLimits = {
    ...defaultServerLimits,
    ...(options.maxBody !== undefined && { maxBody: options.maxBody }),
    ...(options.maxBatch !== undefined && { maxBatch: options.maxBatch }),
    ...(options.readTime !== undefined && { readTime: Duration.toMillis(options.readTime) }),
  }
  const addresses: AddressSettings = {
    publicUrl: publicUrl === undefined ? undefined : readPublicUrl(publicUrl),
    allowedHosts,
  }
  const application = {
    limits,
    ...addresses,
    authentication: (own) =>
      auth === "none" ? none : local(keys, own, { directory, autoApprove: options.autoApprove }),
    corsOrigins: new Set(corsOrigins),
    observe: log === undefined ? identity : logged,
    between: double.between,
  } satisfies ApplicationOptions
  const context = Context.merge(
    Context.make(Scheduler.Scheduler, unfakedScheduler).pipe(Context.add(Tenants.Tenants, double.tenants)),
    yield* logOf(options),
  )
  return {
    application,
    double,
    /** Runs an effect with the stores and the log of the server, also while a test fakes all timers. */
    provide: Effect.provideContext(context),
    /** Makes a token of the issuer at the public URL, or else at `url`, which has no trailing slash. */
    tokenAt: (url: string) => (request?: TokenRequest) =>
      Effect.provideService(
        // A person that the directory does not have is a defect: the test is wrong.
        Effect.orDie(mintToken({ url: addresses.publicUrl ?? url, keys }, request, directory)),
        Clock.Clock,
        double.clock,
      ),
  }
})
