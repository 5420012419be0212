/** The command `odj-server`: serves until it is told to stop. */
import { databaseAt, dataFolder, type StoreAddress } from "@odj/command-line"
import { exampleConnector } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { Config, Console, Effect, Layer, Match, Option, Redacted } from "effect"
import { CliError, Command } from "effect/cli"
import { remote } from "../auth/KeySource.ts"
import { generateKeys } from "../entra/SigningKeys.ts"
import { defaultLimits } from "../http/HttpListener.ts"
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

/** The ready token is for a day of work. */
const readyFor = 86_400

/** How callers are known, and what makes a token for one of them, where that is here. */
const prepare = Effect.fnUntraced(function* (settings: AuthSettings) {
  switch (settings._tag) {
    case "None":
      return { authentication: () => none, readyToken: () => Effect.undefined }
    case "Local": {
      const keys = yield* Effect.cached(
        settings.keys === undefined ? generateKeys : Effect.succeed(yield* keepKeys(settings.keys)),
      )
      return {
        authentication: (url: string): Authentication => local({ url, keys }),
        readyToken: (url: string) => mintToken({ url, keys }, { expiresIn: readyFor }),
      }
    }
    case "Provider": {
      const { trust, jwksUri } = settings
      const keys = yield* remote(jwksUri, trust.algorithms)
      return { authentication: () => provider({ ...trust, keys }), readyToken: () => Effect.undefined }
    }
  }
})

/** What a person can paste to see that it works. */
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

/** Where connectors are to be kept, as far as this machine has a say in it. */
const storeFor = Effect.fnUntraced(function* ({ store: flag }: ServeValues) {
  const environment = Option.filter(
    yield* Config.option(Config.Redacted("ODJ_DATABASE_URL")),
    (text) => Redacted.value(text) !== "",
  )
  return yield* Effect.fromResult(storeSettings({ flag, environment, dataFolder: dataFolder() }))
})

const kept = (store: StoreAddress) =>
  store._tag === "Memory"
    ? "connectors are kept in memory until the server stops"
    : `connectors are kept in: ${databaseAt(store)}`

const run = Effect.fnUntraced(function* (values: ServeValues) {
  const { auth, tls } = yield* Effect.fromResult(serveSettings(values))
  const store = yield* storeFor(values)
  const { authentication, readyToken } = yield* prepare(auth)
  const certificate = yield* serverCertificate(tls, values.host)
  const exporters = yield* telemetry
  const observers = [...(exporters === undefined ? [] : [traced]), ...(values.log === "json" ? [logged] : [])]
  const stores = yield* Stores
  // In the scope of the server, and before it: it is closed once the last request has its response.
  const tenants = yield* Layer.build(stores.open(store))
  const serving = Effect.gen(function* () {
    const url = yield* serve({
      host: values.host,
      port: values.port,
      limits: { ...defaultLimits, maxBody: values.maxBody },
      tls: certificate,
      authentication,
      corsOrigins: new Set(values.corsOrigin),
      observe: (handle) => observers.reduce((observed, observer) => observer(observed), handle),
    })
    yield* Console.log(`odj-server listening on ${url}`)
    if (!values.quiet) yield* Console.log(kept(store))
    if (certificate?.trustFile !== undefined)
      yield* Console.log(`certificate to trust: ${certificate.trustFile}`)
    if (!values.quiet) {
      const token = yield* readyToken(url)
      yield* Console.log(`documentation: ${url}/docs\n\n${example(url, token, certificate?.trustFile)}\n`)
    }
    return yield* Effect.never
  })
  return yield* serving.pipe(Effect.provide(tenants), Effect.provide(exporters ?? Layer.empty))
}, Effect.scoped)

/** What can go wrong with the start, each with a sentence of its own. */
const explain = (failure: Effect.Error<ReturnType<typeof run>>) =>
  new CliError.UserError({ cause: failure, userMessage: sentence(failure) })

const sentence = Match.typeTags<Effect.Error<ReturnType<typeof run>>, string>()({
  UsageInvalid: ({ message }) => message,
  ListenFailed: ({ message }) => `Can't listen: ${message}`,
  StoreRefused: ({ place, reason }) => `Can't use the database ${place}: ${reason}`,
  KeyFileRefused: ({ message }) => message,
  JwksUriRefused: ({ message }) => message,
  ConfigError: ({ message }) => `Can't read the environment: ${message}`,
  CertificateUnreadable: ({ message }) => `Can't read the certificate: ${message}`,
})

export const serveCommand = Command.make("odj-server", serveFlags, (values) =>
  Effect.mapError(run(values), explain),
).pipe(
  Command.withDescription("A Microsoft Graph endpoint for domain join connectors"),
  Command.withExamples([
    { command: "odj-server --port 0 --store memory", description: "Listen on a free port, and keep nothing" },
    { command: "odj-server --tls --keys keys.json", description: "Serve https, and keep the keys of tokens" },
    {
      command:
        "odj-server --auth jwt --entra-tenant 2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10 --audience api://odj",
      description: "Trust the tokens of Microsoft Entra",
    },
  ]),
  Command.withSubcommands([token]),
)
