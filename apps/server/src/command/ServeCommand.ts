/** The command `odj-server`, which serves until a signal stops it. */
import { UsageInvalid } from "@odj/command-line"
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { Clock, Console, Context, Data, Effect, Layer, Match } from "effect"
import { CliError, Command } from "effect/cli"
import packageJson from "../../package.json" with { type: "json" }
import { remote } from "../auth/KeySource.ts"
import { makeConsolePages } from "../console/ConsolePages.ts"
import { openedDirectory } from "../directory/OpenedDirectory.ts"
import { generateKeys } from "../entra/SigningKeys.ts"
import { Tenants } from "../graph/Tenants.ts"
import type { Wrap } from "../http/HttpMessage.ts"
import { systemReason } from "../http/SystemReason.ts"
import { mintToken } from "../issuer/MintToken.ts"
import * as Log from "../observe/Log.ts"
import { logged } from "../observe/RequestLog.ts"
import { instrumented } from "../observe/RequestTelemetry.ts"
import { telemetry } from "../observe/Telemetry.ts"
import { type Addresses, hostsOf } from "../server/Addresses.ts"
import { type Authentication, local, none, provider } from "../server/Authentication.ts"
import { type ServerLimits, serve } from "../server/Server.ts"
import { serverCertificate } from "../tls/ServerCertificate.ts"
import { asDouble } from "./AsDouble.ts"
import { backup } from "./BackupCommand.ts"
import { consoleSettings, consoleSummary, controlOption } from "./ConsoleSettings.ts"
import { isDouble } from "./DoubleSettings.ts"
import { commandWithVariables, unknownVariables } from "./FlagVariables.ts"
import { type Gateway, gatewaySettings } from "./GatewaySettings.ts"
import { httpsProxy } from "./HttpsProxy.ts"
import { keepKeys } from "./KeyFile.ts"
import { lazyDouble } from "./LazyDouble.ts"
import { type ServeValues, serveFlags } from "./ServeFlags.ts"
import { type AuthSettings, serveSettings } from "./ServeSettings.ts"
import { poolSetting, servedStore } from "./StoreSettings.ts"
import { storeSummary } from "./StoreSummary.ts"
import { Stores } from "./Stores.ts"
import { token, tokenFlags } from "./TokenCommand.ts"

/** The lifetime of the token that is printed at start, in seconds: a day of work. */
const printedTokenLifetime = 86_400

/** How callers are authenticated, and how to make a token: only the built-in issuer can make one. */
const authenticationOf = Effect.fnUntraced(function* (settings: AuthSettings) {
  switch (settings._tag) {
    case "None":
      return { authentication: () => none, makeToken: () => Effect.undefined }
    case "Local": {
      const { autoApprove } = settings
      const directory = yield* Effect.mapError(
        openedDirectory(settings.grants),
        ({ problems }) => new UsageInvalid({ problems }),
      )
      const keys = yield* Effect.cached(
        settings.keys === undefined ? generateKeys : Effect.succeed(yield* keepKeys(settings.keys)),
      )
      return {
        authentication: (addresses: Addresses): Authentication =>
          local(keys, addresses, { directory, autoApprove }),
        makeToken: (url: string) =>
          Effect.orDie(mintToken({ url, keys }, { expiresIn: printedTokenLifetime }, directory)),
      }
    }
    case "Provider": {
      const { trust, jwksUri } = settings
      const keys = yield* remote(jwksUri, trust.algorithms)
      return { authentication: () => provider({ ...trust, keys }), makeToken: () => Effect.undefined }
    }
  }
})

/** A command that creates a connector, or lists them, to paste into a shell. */
const example = (url: string, token: string | undefined, trustFile: string | undefined, canCreate: boolean) =>
  [
    ...(token === undefined ? [] : [`TOKEN=${token}`, ""]),
    [
      `curl -i ${url}/beta/${collectionPath}`,
      ...(trustFile === undefined ? [] : [`--cacert ${trustFile}`]),
      ...(token === undefined ? [] : ['-H "Authorization: Bearer $TOKEN"']),
      ...(canCreate ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(connector)}'`] : []),
    ].join(" \\\n  "),
  ].join("\n")

const connector = { ...exampleConnector, displayName: "HQ", state: "active", version: "6.2504.2001.8" }

/** Without `--log` there are only problems. */
const logSettings = ({ log, logLevel }: ServeValues): Log.LogSettings =>
  log === "none"
    ? { format: "text", level: logLevel === "error" ? "Error" : "Warn" }
    : { format: log, level: Log.levels[logLevel] }

/** A misspelt variable would be ignored silently. */
const warnOfVariables = Effect.suspend(() =>
  Effect.forEach(
    unknownVariables(Object.keys(process.env), { ...tokenFlags, ...serveFlags }),
    (name) => Effect.logWarning(`Ignored the environment variable ${name}: odj-server has no such flag`),
    { discard: true },
  ),
)

/** The parts of a gateway, loaded only for one. It runs more reads at once, since they wait for the service and need no CPU. */
const asGateway = Effect.fnUntraced(function* ({ refused }: Gateway, { maxConnections }: ServerLimits) {
  const { withExchanges } = yield* Effect.promise(() => import("../gateway/UpstreamExchanges.ts"))
  return { refused, withExchanges, limits: { maxReads: maxConnections } }
})

const run = Effect.fnUntraced(function* (values: ServeValues) {
  const { auth, tls, addresses, limits } = yield* Effect.fromResult(serveSettings(values))
  yield* Effect.fromResult(httpsProxy(process.env))
  const store = yield* gatewaySettings(values, yield* servedStore(values))
  const pool = yield* Effect.fromResult(poolSetting(store, values.pool))
  const isTestDouble = yield* Effect.fromResult(isDouble(values, store))
  const { authentication, makeToken } = yield* authenticationOf(auth)
  const certificate = yield* serverCertificate(tls, hostsOf(values.host, addresses))
  yield* warnOfVariables
  // Opened before the server in the same scope, so it closes after the last response. So do the stores.
  const exporting = yield* telemetry(packageJson.version)
  const gateway = store._tag === "Service" ? yield* asGateway(store, limits) : undefined
  const observe: Wrap = (handle) => {
    const inGateway = gateway === undefined ? handle : gateway.withExchanges(handle)
    const inTelemetry = exporting === undefined ? inGateway : instrumented(inGateway)
    return values.log === "none" ? inTelemetry : logged(inTelemetry)
  }
  const stores = yield* Stores
  const summaryOfStore = storeSummary(store)
  const opened = yield* Layer.build(stores.open(store, pool))
  const control = controlOption(values, store)
  const makeDouble = asDouble({
    values,
    tenants: Context.get(opened, Tenants),
    place: summaryOfStore.store,
    publicUrl: addresses.publicUrl,
    certificate,
    hasIssuer: auth._tag === "Local",
    control,
  })
  const double = isTestDouble ? yield* makeDouble : undefined
  const settingsOfConsole = consoleSettings(values, auth, store, certificate?.trustFile)
  const serving = Effect.gen(function* () {
    const url = yield* serve({
      host: values.host,
      port: values.port,
      limits: { ...limits, ...gateway?.limits },
      refused: gateway?.refused,
      tls: certificate,
      ...addresses,
      authentication,
      corsOrigins: new Set(values.corsOrigin),
      observe,
      console: settingsOfConsole && makeConsolePages(settingsOfConsole),
      ...(double !== undefined
        ? { between: double.between, receive: double.receive }
        : control !== false && lazyDouble(makeDouble)),
    })
    const { publicUrl = url } = addresses
    const grants = auth._tag === "Local" ? auth.grants : undefined
    const summary = {
      ...summaryOfStore,
      ...(grants !== undefined && { grants }),
      ...double?.summary(publicUrl),
    }
    const { version } = packageJson
    yield* Effect.annotateLogs(Effect.logInfo("listening"), { url, version, ...summary })
    yield* Effect.addFinalizer(() => Effect.logInfo("stopping"))
    yield* Console.log(`odj-server listening on ${url}`)
    if (!values.quiet)
      for (const [name, value] of Object.entries(summary)) yield* Console.log(`${name}: ${value}`)
    if (certificate?.trustFile !== undefined) yield* Console.log(`certificate: ${certificate.trustFile}`)
    if (!values.quiet) {
      const token = yield* makeToken(publicUrl)
      const command = example(publicUrl, token, certificate?.trustFile, !gateway?.refused.has("create"))
      if (values.console) yield* Console.log(`console: ${consoleSummary(values, publicUrl)}`)
      yield* Console.log(`documentation: ${publicUrl}/docs\n\n${command}\n`)
    }
    return yield* Effect.never
  })
  const services =
    double === undefined
      ? opened
      : Context.make(Tenants, double.tenants).pipe(Context.add(Clock.Clock, double.clock))
  return yield* serving.pipe(Effect.provide(services), Effect.provide(exporting ?? Context.empty()))
}, Effect.scoped)

/** The server can't start or has failed, and the log says why. */
export class LoggedFailure extends Data.TaggedError("LoggedFailure")<{ readonly cause: unknown }> {}

type ServeFailure = Effect.Error<ReturnType<typeof run>>

/** Reports a failure as an error that is printed, or in a log that is JSON. */
const report = <R>(
  serving: Effect.Effect<never, ServeFailure, R>,
  log: ServeValues["log"],
  rename: (message: string) => string,
): Effect.Effect<never, CliError.UserError | LoggedFailure, R> => {
  const messageOf = (failure: ServeFailure) => rename(sentence(failure))
  if (log !== "json")
    return Effect.mapError(serving, (cause) => {
      const userMessage = messageOf(cause).replaceAll("\n", "\n  ")
      return new CliError.UserError({ cause, userMessage })
    })
  return serving.pipe(
    Effect.catch((cause) => Effect.andThen(Effect.logFatal(messageOf(cause)), new LoggedFailure({ cause }))),
    Effect.catchDefect((cause) =>
      Effect.andThen(Effect.logFatal(Log.internalError, cause), new LoggedFailure({ cause })),
    ),
  )
}

const sentence = Match.typeTags<ServeFailure, string>()({
  UsageInvalid: ({ message }) => message,
  ListenFailed: ({ message }) => message,
  StoreRefused: ({ message }) => message,
  KeyFileRefused: ({ message }) => message,
  JwksUriRefused: ({ message }) => message,
  ConfigError: ({ cause }) => cause.message.replace(/^(.*)\n\s*at \["(.*)"\]$/s, "$2: $1"),
  CertificateUnreadable: ({ path, error }) => `Can't read ${path}: ${systemReason(error)}`,
})

export const serveCommand = commandWithVariables("odj-server", serveFlags, (values, { rename, check }) =>
  report(Effect.andThen(check, run(values)), values.log, rename).pipe(
    Effect.provide(Log.layer(logSettings(values))),
  ),
).pipe(
  Command.withDescription("Serve Microsoft Graph's API for Intune domain join connectors"),
  Command.withExamples([
    {
      command: "odj-server --port 0 --store memory",
      description: "Listen on a free port, and store nothing on disk",
    },
    {
      command: "odj-server --tls --keys keys.json",
      description: "Serve https, and keep the signing keys for the next start",
    },
    {
      command:
        "odj-server --auth jwt --entra-tenant 2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10 --audience api://odj",
      description: "Trust the tokens of a Microsoft Entra tenant",
    },
    {
      command:
        "odj-server --store graph --cache 30s --auth jwt --entra-tenant 2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10 --audience api://odj",
      description: "Let programs read a tenant's connectors without permissions in that tenant",
    },
  ]),
  Command.withSubcommands([token, backup]),
)
