/** The flags of `odj-server`. */
import { cloudNames } from "@odj/graph-wire"
import { Schema } from "effect"
import { Flag } from "effect/cli"
import { presetNames } from "../faults/Presets.ts"
import { largestLimits, defaultServerLimits as limits } from "../server/Server.ts"
import type { ValuesOf } from "./FlagVariables.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withSchema(Schema.NonEmptyString),
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
  )

/** A flag with a whole number from 1 on. */
const limit = (name: string, metavar: string, description: string, maximum: number, initial: number) =>
  Flag.Int(name).pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))),
    Flag.withMetavar(metavar),
    Flag.withDescription(`${description} (default: ${initial}; 1 to ${maximum})`),
    Flag.withDefault(initial),
  )

/** A flag with the number of seconds of a limit. */
const seconds = (name: string, description: string, time: "readTime" | "idleTime" | "drainTime") =>
  limit(name, "SECONDS", description, largestLimits[time] / 1_000, limits[time] / 1_000)

export const serveFlags = {
  host: text("host", "ADDRESS", "The address to listen on (default: 127.0.0.1)").pipe(
    Flag.withDefault("127.0.0.1"),
  ),
  port: Flag.Int("port").pipe(
    Flag.withSchema(Schema.Port),
    Flag.withMetavar("PORT"),
    Flag.withDescription("The port to listen on; 0 picks a free one (default: 8365)"),
    Flag.withDefault(8365),
  ),
  publicUrl: Flag.optional(
    text(
      "public-url",
      "URL",
      "The URL at which clients reach the server through a proxy, such as https://graph.example.com/prefix. Every link begins with it",
    ),
  ),
  allowedHost: text(
    "allowed-host",
    "HOST",
    "Accept requests for this host too, with any port; repeatable. On a loopback address the server accepts loopback addresses, localhost and the host of --public-url; on another address also all IP addresses and names without a dot",
  ).pipe(Flag.atLeast(0)),
  store: Flag.optional(
    text(
      "store",
      "STORE",
      "Where to store connectors: memory, sqlite:PATH or postgres://… To be a gateway instead: graph, or https://HOST/beta for another service with Graph's API (default: $ODJ_DATABASE_URL, or a file in your data folder). If the address has a password, use $ODJ_DATABASE_URL or $ODJ_SERVER_STORE: other users can see your command lines",
    ),
  ),
  pool: Flag.optional(
    Flag.Int("pool").pipe(
      Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000 }))),
      Flag.withMetavar("N"),
      Flag.withDescription("With PostgreSQL: the largest number of connections, 1 to 1000 (default: 10)"),
    ),
  ),
  cloud: Flag.Literals("cloud", cloudNames).pipe(
    Flag.withDescription(
      "With --store graph: the Microsoft cloud (default: $ODJ_CLOUD, or the cloud that signs in at $AZURE_AUTHORITY_HOST, or global)",
    ),
    Flag.optional,
  ),
  allow: text(
    "allow",
    "WRITES",
    "With --store graph or a URL: the writes to allow, such as create,update,delete; repeatable (default: none, only reads)",
  ).pipe(Flag.atLeast(0)),
  cache: Flag.optional(
    text(
      "cache",
      "TIME",
      "With --store graph or a URL: cache lists for this time, such as 30s or 2m (default: no cache)",
    ),
  ),
  auth: Flag.Literals("auth", ["local", "jwt", "none"]).pipe(
    Flag.withDescription(
      "local: trust tokens of the built-in issuer (default). jwt: trust tokens of an identity provider. none: requests need no token; only on a loopback address",
    ),
    Flag.withDefault("local"),
  ),
  keys: Flag.optional(
    text(
      "keys",
      "FILE",
      "With --auth local: the file with the signing keys, created if missing. Without --keys, each start makes a new key",
    ),
  ),
  grant: Flag.optional(
    text(
      "grant",
      "FILE",
      "With --auth local: a JSON file with the tenants, applications and users that exist, and what they are granted (default: everyone exists and gets what they request)",
    ),
  ),
  autoApprove: Flag.Boolean("auto-approve").pipe(
    Flag.withDescription(
      "With --auth local: approve each sign-in without showing its page, for tests without a person",
    ),
    Flag.withDefault(false),
  ),
  entraTenant: Flag.optional(
    text("entra-tenant", "GUID", "With --auth jwt: the Microsoft Entra tenant to trust"),
  ),
  issuer: Flag.optional(
    text(
      "issuer",
      "ISS",
      "With --auth jwt: the iss claim that a token must have. {tenantid} in it stands for the token's tid",
    ),
  ),
  jwksUri: Flag.optional(text("jwks-uri", "URL", "With --auth jwt: the URL of the issuer's public keys")),
  allowedTenant: text(
    "allowed-tenant",
    "GUID",
    "With --issuer: a tenant whose tokens are accepted; repeatable (default: all tenants of the issuer)",
  ).pipe(Flag.atLeast(0)),
  audience: text("audience", "AUD", "With --auth jwt: an accepted aud claim; repeatable").pipe(
    Flag.atLeast(0),
  ),
  tls: Flag.Boolean("tls").pipe(
    Flag.withDescription("Serve https with a new self-signed certificate, and print the path of its file"),
    Flag.withDefault(false),
  ),
  tlsCert: Flag.optional(text("tls-cert", "FILE", "Serve https with this PEM certificate")),
  tlsKey: Flag.optional(text("tls-key", "FILE", "The PEM private key of --tls-cert")),
  maxConnections: limit(
    "max-connections",
    "N",
    "How many connections may be open; further ones are closed",
    largestLimits.maxConnections,
    limits.maxConnections,
  ),
  maxBody: limit("max-body", "BYTES", "The largest request body", largestLimits.maxBody, limits.maxBody),
  maxBatch: limit(
    "max-batch",
    "N",
    "The longest response to a batch, in characters. A read that would exceed it gets 429, except the first one",
    largestLimits.maxBatch,
    limits.maxBatch,
  ),
  readTime: seconds(
    "read-time",
    "How long a list or a count may take, alone or in a batch, before it gets 503",
    "readTime",
  ),
  idleTime: seconds(
    "idle-time",
    "How long a connection without a request stays open. Behind a proxy, set more than the proxy's own idle time",
    "idleTime",
  ),
  stopTime: seconds("stop-time", "How long requests in flight may take after a signal to stop", "drainTime"),
  corsOrigin: text(
    "cors-origin",
    "ORIGIN",
    "Let web pages from this origin call the server; repeatable. With --auth local, pages from localhost always may, unless the server is a gateway",
  ).pipe(Flag.atLeast(0)),
  seed: Flag.optional(
    text(
      "seed",
      "FILE",
      "Start with the connectors of this file if the store has none: JSON, NDJSON or CSV, as odj export writes it",
    ),
  ),
  faults: Flag.optional(
    text("faults", "FILE", "Make requests fail as this file says: faults as JSON or NDJSON"),
  ),
  preset: Flag.Literals("preset", presetNames).pipe(
    Flag.withDescription(
      "Make requests fail as requests to the real service do; repeatable. throttled: by Intune's limits. observed: deletes are refused. unlicensed: the tenant has no Intune. notRouted: creates and updates are refused. flaky: by chance, the same in every run",
    ),
    Flag.atLeast(0),
  ),
  heartbeats: Flag.Boolean("heartbeats").pipe(
    Flag.withDescription(
      "Change states as Intune does: error after an hour without contact, inactive after five days, deleted after thirty",
    ),
    Flag.withDefault(false),
  ),
  predictableIds: Flag.Boolean("predictable-ids").pipe(
    Flag.withDescription("Give new connectors and requests the same ids in every run"),
    Flag.withDefault(false),
  ),
  control: Flag.Boolean("control").pipe(
    Flag.withDescription(
      "Let tests control faults, connectors and the clock, and read the requests, over HTTP at /_odj",
    ),
    Flag.withDefault(false),
  ),
  controlToken: Flag.optional(
    Flag.String("control-token").pipe(
      Flag.withMetavar("TOKEN"),
      Flag.withDescription(
        "With --control: the token that requests below /_odj must send. Use $ODJ_SERVER_CONTROL_TOKEN, because other users can see your command lines",
      ),
    ),
  ),
  console: Flag.Boolean("console").pipe(
    Flag.withDescription(
      "Serve the console, a page for people, at the address of the server: with --auth local or none on a loopback address without --public-url, and with --console-client-id (default: true; --no-console turns it off)",
    ),
    Flag.withDefault(true),
  ),
  consoleClientId: Flag.optional(
    text(
      "console-client-id",
      "ID",
      "With --auth jwt: serve the console too. It signs people in as this application, which is registered at the identity provider as a single-page application with the address of the server, and a slash, as its redirect URI",
    ),
  ),
  log: Flag.Literals("log", ["json", "text", "none"]).pipe(
    Flag.withDescription(
      "json, text: log requests and problems to standard error, one line each. none: log problems only, as text (default)",
    ),
    Flag.withDefault("none"),
  ),
  logLevel: Flag.Literals("log-level", ["debug", "info", "warn", "error"]).pipe(
    Flag.withDescription("The least important lines to log (default: info)"),
    Flag.withDefault("info"),
  ),
  quiet: Flag.Boolean("quiet").pipe(
    Flag.withDescription("Print only the address at start, and the path of the certificate with --tls"),
    Flag.withDefault(false),
  ),
}

/** The values of the flags on a command line, or of their variables. */
export type ServeValues = ValuesOf<typeof serveFlags>
