/** The command `odj-server`, which serves until a signal stops it. */
import { databaseAt, dataFolder, type StoreAddress } from "@odj/command-line"
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { Config, Console, Effect, Layer, Match, Option, Redacted } from "effect"
import { CliError, Command } from "effect/cli"
import { remote } from "../auth/KeySource.ts"
import { generateKeys } from "../entra/SigningKeys.ts"
import { systemReason } from "../http/SystemReason.ts"
import { mintToken } from "../issuer/MintToken.ts"
import { logged, traced } from "../observe/Observation.ts"
import { telemetry } from "../observe/Telemetry.ts"
import { type Authentication, local, none, provider } from "../server/Authentication.ts"
import { serve } from "../server/Server.ts"
import { serverCertificate } from "../tls/ServerCertificate.ts"
import { keepKeys } from "./KeyFile.ts"
import { type ServeValues, serveFlags } from "./ServeFlags.ts"
import { type AuthSettings, serveSettings } from "./ServeSettings.ts"
import { storeSettings } from "./StoreSettings.ts"
import { Stores } from "./Stores.ts"
import { token } from "./TokenCommand.ts"

/** The lifetime of the token that is printed at start, in seconds: a day of work. */
const printedTokenLifetime = 86_400

/** How callers are authenticated, and how to make a token: only the built-in issuer can make one. */
const authenticationOf = Effect.fnUntraced(function* (settings: AuthSettings) {
  switch (settings._tag) {
    case "None":
      return { authentication: () => none, makeToken: () => Effect.undefined }
    case "Local": {
      const keys = yield* Effect.cached(
        settings.keys === undefined ? generateKeys : Effect.succeed(yield* keepKeys(settings.keys)),
      )
      return {
        authentication: (url: string): Authentication => local({ url, keys }),
        makeToken: (url: string) => mintToken({ url, keys }, { expiresIn: printedTokenLifetime }),
      }
    }
    case "Provider": {
      const { trust, jwksUri } = settings
      const keys = yield* remote(jwksUri, trust.algorithms)
      return { authentication: () => provider({ ...trust, keys }), makeToken: () => Effect.undefined }
    }
  }
})

/** A command that creates a connector, to paste into a shell. */
const example = (url: string, token: string | undefined, trustFile: string | undefined) =>
  [
    ...(token === undefined ? [] : [`TOKEN=${token}`, ""]),
    [
      `curl -i ${url}/beta/${collectionPath}`,
      ...(trustFile === undefined ? [] : [`--cacert ${trustFile}`]),
      ...(token === undefined ? [] : ['-H "Authorization: Bearer $TOKEN"']),
      "-H 'Content-Type: application/json'",
      `-d '${JSON.stringify(connector)}'`,
    ].join(" \\\n  "),
  ].join("\n")

const connector = { ...exampleConnector, displayName: "HQ", state: "active", version: "6.2504.2001.8" }

/** The store that the flag, the environment or the default names. An empty variable counts as absent. */
const storeOf = Effect.fnUntraced(function* ({ store: flag }: ServeValues) {
  const environment = Option.filter(
    yield* Config.option(Config.Redacted("ODJ_DATABASE_URL")),
    (text) => Redacted.value(text) !== "",
  )
  return yield* Effect.fromResult(storeSettings({ flag, environment, dataFolder: dataFolder() }))
})

const storeLine = (store: StoreAddress) =>
  `store: ${store._tag === "Memory" ? "memory (lost when the server stops)" : databaseAt(store)}`

const run = Effect.fnUntraced(function* (values: ServeValues) {
  const { auth, tls, limits } = yield* Effect.fromResult(serveSettings(values))
  const store = yield* storeOf(values)
  const { authentication, makeToken } = yield* authenticationOf(auth)
  const certificate = yield* serverCertificate(tls, values.host)
  const exporters = yield* telemetry
  const observers = [...(exporters === undefined ? [] : [traced]), ...(values.log === "json" ? [logged] : [])]
  const stores = yield* Stores
  // Opened before the server in the same scope, so the stores close after the last response.
  const tenants = yield* Layer.build(stores.open(store))
  const serving = Effect.gen(function* () {
    const url = yield* serve({
      host: values.host,
      port: values.port,
      limits,
      tls: certificate,
      authentication,
      corsOrigins: new Set(values.corsOrigin),
      observe: (handle) => observers.reduce((observed, observer) => observer(observed), handle),
    })
    yield* Console.log(`odj-server listening on ${url}`)
    if (!values.quiet) yield* Console.log(storeLine(store))
    if (certificate?.trustFile !== undefined) yield* Console.log(`certificate: ${certificate.trustFile}`)
    if (!values.quiet) {
      const token = yield* makeToken(url)
      yield* Console.log(`documentation: ${url}/docs\n\n${example(url, token, certificate?.trustFile)}\n`)
    }
    return yield* Effect.never
  })
  return yield* serving.pipe(Effect.provide(tenants), Effect.provide(exporters ?? Layer.empty))
}, Effect.scoped)

/** Turns a failure to start into the error that is printed. */
const explain = (failure: Effect.Error<ReturnType<typeof run>>) =>
  new CliError.UserError({ cause: failure, userMessage: sentence(failure).replaceAll("\n", "\n  ") })

const sentence = Match.typeTags<Effect.Error<ReturnType<typeof run>>, string>()({
  UsageInvalid: ({ message }) => message,
  ListenFailed: ({ message }) => message,
  StoreRefused: ({ place, reason }) => `Can't use the database ${place}: ${reason}`,
  KeyFileRefused: ({ message }) => message,
  JwksUriRefused: ({ message }) => message,
  ConfigError: ({ message }) => `Can't read the environment: ${message}`,
  CertificateUnreadable: ({ path, error }) => `Can't read ${path}: ${systemReason(error)}`,
})

export const serveCommand = Command.make("odj-server", serveFlags, (values) =>
  Effect.mapError(run(values), explain),
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
  ]),
  Command.withSubcommands([token]),
)
