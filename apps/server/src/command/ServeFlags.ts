/** The flags of `odj-server`. */
import { Schema } from "effect"
import { Flag } from "effect/cli"
import { defaultLimits } from "../http/HttpListener.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withSchema(Schema.NonEmptyString), Flag.withDescription(description))

const Bytes = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4_194_304 }))

export const serveFlags = {
  host: text("host", "The address to listen on (default: 127.0.0.1)").pipe(Flag.withDefault("127.0.0.1")),
  port: Flag.Int("port").pipe(
    Flag.withSchema(Schema.Port),
    Flag.withDescription("The port to listen on; 0 takes a free one (default: 8365)"),
    Flag.withDefault(8365),
  ),
  store: Flag.optional(
    text(
      "store",
      "Where connectors are kept: memory, sqlite:PATH, or postgres://… (default: ODJ_DATABASE_URL, or else a file in your data folder); a password is safe in ODJ_DATABASE_URL only, since others see command lines",
    ),
  ),
  auth: Flag.Literals("auth", ["local", "jwt", "none"]).pipe(
    Flag.withDescription(
      "Whose tokens are trusted: local, those of an issuer inside the server (default); jwt, those of an identity provider; none, anyone may do everything, on a loopback address only",
    ),
    Flag.withDefault("local"),
  ),
  keys: Flag.optional(
    text("keys", "With local: the file that keeps the signing keys; without it they are new at every start"),
  ),
  entraTenant: Flag.optional(
    text("entra-tenant", "With jwt: the tenant of Microsoft Entra to trust, a GUID"),
  ),
  issuer: Flag.optional(
    text(
      "issuer",
      "With jwt: the iss of trusted tokens; where {tenantid} stands in it for their tid, no other tid is trusted",
    ),
  ),
  jwksUri: Flag.optional(text("jwks-uri", "With jwt: the address of the issuer's public keys")),
  audience: text("audience", "With jwt: the aud of trusted tokens; may be given again").pipe(Flag.atLeast(0)),
  tls: Flag.Boolean("tls").pipe(
    Flag.withDescription("Serve https with a certificate made at start, in a file that clients can trust"),
    Flag.withDefault(false),
  ),
  tlsCert: Flag.optional(text("tls-cert", "Serve https with the certificate in this PEM file")),
  tlsKey: Flag.optional(text("tls-key", "The private key of --tls-cert, a PEM file")),
  maxBody: Flag.Int("max-body").pipe(
    Flag.withSchema(Bytes),
    Flag.withDescription(`How many bytes the body of a request may have (default: ${defaultLimits.maxBody})`),
    Flag.withDefault(defaultLimits.maxBody),
  ),
  corsOrigin: text("cors-origin", "An origin whose pages may use the server; may be given again").pipe(
    Flag.atLeast(0),
  ),
  log: Flag.Literals("log", ["none", "json"]).pipe(
    Flag.withDescription("json: a line for each request on standard error (default: none)"),
    Flag.withDefault("none"),
  ),
  quiet: Flag.Boolean("quiet").pipe(
    Flag.withDescription("Print the address, and no token"),
    Flag.withDefault(false),
  ),
}

/** What a command line gave for them. */
export type ServeValues = {
  readonly [Name in keyof typeof serveFlags]: (typeof serveFlags)[Name] extends Flag.Flag<infer Value>
    ? Value
    : never
}
