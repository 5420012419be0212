/** What the flags of `odj-server` come to together: which of them belong to one another, and which exclude each other. */
import { UsageInvalid } from "@odj/command-line"
import { isGuid } from "@odj/domain"
import { isLoopback, isSecure } from "@odj/graph-wire"
import { Option, Result } from "effect"
import type { Trust } from "../auth/TokenVerifier.ts"
import { entraTenant } from "../entra/Entra.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import type { TlsSettings } from "../tls/TlsSettings.ts"
import type { ServeValues } from "./ServeFlags.ts"

/** Whose tokens are trusted. */
export type AuthSettings =
  | { readonly _tag: "None" }
  | { readonly _tag: "Local"; readonly keys: string | undefined }
  | { readonly _tag: "Provider"; readonly trust: Omit<Trust, "keys">; readonly jwksUri: URL }

export interface ServeSettings {
  readonly auth: AuthSettings
  readonly tls: TlsSettings
}

/** Whether what is fetched there comes from whom the address names. */
const isTrustedAddress = (address: string) => {
  const url = URL.parse(address)
  return url !== null && isSecure(url)
}

type Rule = readonly [isBroken: boolean, flag: string, message: string]

const rules = (values: ServeValues): ReadonlyArray<Rule> => {
  const { auth, host, audience } = values
  const has = Option.isSome<unknown>
  const isLocal = auth === "local"
  const isJwt = auth === "jwt"
  const isEntra = has(values.entraTenant)
  const onlyJwt = "Expected with --auth jwt only"
  const orEntra = "Expected a value with --auth jwt, or --entra-tenant"
  const notEntra = "Expected without --entra-tenant, which stands for it"
  return [
    [
      auth === "none" && !isLoopback(host),
      "auth",
      `none lets anyone do everything: expected a loopback --host, found ${host}`,
    ],
    [!isLocal && has(values.keys), "keys", "Expected with --auth local only"],
    [!isJwt && isEntra, "entra-tenant", onlyJwt],
    [!isJwt && has(values.issuer), "issuer", onlyJwt],
    [!isJwt && has(values.jwksUri), "jwks-uri", onlyJwt],
    [!isJwt && audience.length > 0, "audience", onlyJwt],
    [isJwt && audience.length === 0, "audience", "Expected a value with --auth jwt"],
    [isJwt && !isEntra && !has(values.issuer), "issuer", orEntra],
    [isJwt && !isEntra && !has(values.jwksUri), "jwks-uri", orEntra],
    [isJwt && isEntra && has(values.issuer), "issuer", notEntra],
    [isJwt && isEntra && has(values.jwksUri), "jwks-uri", notEntra],
    [Option.exists(values.entraTenant, (tenant) => !isGuid(tenant)), "entra-tenant", "Expected a GUID"],
    [
      Option.exists(values.jwksUri, (address) => !isTrustedAddress(address)),
      "jwks-uri",
      "Expected an https address, or http on this machine",
    ],
    [has(values.tlsCert) !== has(values.tlsKey), "tls-cert", "Expected together with --tls-key"],
    [values.tls && has(values.tlsCert), "tls", "Expected without --tls-cert: it makes a certificate"],
    ...values.corsOrigin.map(
      (origin): Rule => [
        !URL.canParse(origin) || new URL(origin).origin !== origin,
        "cors-origin",
        `Expected an origin such as https://example.com, found ${origin}`,
      ],
    ),
  ]
}

const authSettings = ({
  auth,
  keys,
  entraTenant: tenant,
  issuer,
  jwksUri,
  audience,
}: ServeValues): AuthSettings => {
  if (auth === "none") return { _tag: "None" }
  if (auth === "local") return { _tag: "Local", keys: Option.getOrUndefined(keys) }
  const { jwksUri: address, ...trusted } = Option.match(tenant, {
    onSome: entraTenant,
    onNone: () => ({
      issuers: Option.toArray(issuer),
      jwksUri: new URL(Option.getOrThrow(jwksUri)),
    }),
  })
  const trust = { ...trusted, audiences: audience, algorithms: [signingAlgorithm] }
  return { _tag: "Provider", trust, jwksUri: address }
}

const tlsSettings = ({ tls, tlsCert, tlsKey }: ServeValues): TlsSettings => {
  if (Option.isSome(tlsCert) && Option.isSome(tlsKey))
    return { _tag: "Files", cert: tlsCert.value, key: tlsKey.value }
  return { _tag: tls ? "SelfSigned" : "Off" }
}

/** Reads the flags together, and says everything that is wrong with them. */
export const serveSettings = (values: ServeValues): Result.Result<ServeSettings, UsageInvalid> => {
  const problems = rules(values)
    .filter(([isBroken]) => isBroken)
    .map(([, flag, message]) => ({ path: [`--${flag}`], message }))
  return problems.length > 0
    ? Result.fail(new UsageInvalid({ problems }))
    : Result.succeed({ auth: authSettings(values), tls: tlsSettings(values) })
}
