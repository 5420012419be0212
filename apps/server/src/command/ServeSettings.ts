/** Checks the flags of `odj-server` together, and turns them into settings. */
import { UsageInvalid } from "@odj/command-line"
import { isGuid } from "@odj/domain"
import { isLoopback, isSecure } from "@odj/graph-wire"
import { Option, Result } from "effect"
import type { Trust } from "../auth/Trust.ts"
import { controlTokenForm, isControlAllowed, isControlToken } from "../control/ControlOption.ts"
import { entraTenant } from "../entra/Entra.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import { isOrigin, originForm } from "../http/Cors.ts"
import { hostForm, isHost } from "../http/OwnHosts.ts"
import type { AddressSettings } from "../server/Addresses.ts"
import { loopbackForm } from "../server/Authentication.ts"
import { publicUrlForm, readPublicUrl } from "../server/PublicUrl.ts"
import { defaultServerLimits, type ServerLimits } from "../server/Server.ts"
import type { TlsSettings } from "../tls/TlsSettings.ts"
import type { ServeValues } from "./ServeFlags.ts"

/** Which tokens are trusted. */
export type AuthSettings =
  | { readonly _tag: "None" }
  | {
      readonly _tag: "Local"
      readonly keys: string | undefined
      readonly grants: string | undefined
      readonly autoApprove: boolean
    }
  | { readonly _tag: "Provider"; readonly trust: Omit<Trust, "keys">; readonly jwksUri: URL }

export interface ServeSettings {
  readonly auth: AuthSettings
  readonly tls: TlsSettings
  readonly addresses: AddressSettings
  readonly limits: ServerLimits
}

/** Whether the address is a URL for which the condition holds. */
const isUrl = (address: string, condition: (url: URL) => boolean) => {
  const url = URL.parse(address)
  return url !== null && condition(url)
}

const hasUserInfo = ({ username, password }: URL) => username !== "" || password !== ""

type Rule = readonly [isBroken: boolean, message: string]

const rules = (values: ServeValues): ReadonlyArray<Rule> => {
  const { auth, host, audience, allowedTenant } = values
  const has = Option.isSome<unknown>
  const isLocal = auth === "local"
  const isJwt = auth === "jwt"
  const isEntra = has(values.entraTenant)
  const onlyJwt = "works only with --auth jwt"
  const needed = "--auth jwt needs it, or --entra-tenant"
  const fromEntra = "can't be combined with --entra-tenant, which sets it"
  return [
    [
      auth === "none" && !isLoopback(host),
      `--auth none lets anyone do everything: --host ${loopbackForm}, not ${host}`,
    ],
    [!isLocal && has(values.keys), "--keys works only with --auth local"],
    [!isLocal && has(values.grant), "--grant works only with --auth local"],
    [!isLocal && values.autoApprove, "--auto-approve works only with --auth local"],
    [!isJwt && isEntra, `--entra-tenant ${onlyJwt}`],
    [!isJwt && has(values.issuer), `--issuer ${onlyJwt}`],
    [!isJwt && has(values.jwksUri), `--jwks-uri ${onlyJwt}`],
    [!isJwt && audience.length > 0, `--audience ${onlyJwt}`],
    [!isJwt && allowedTenant.length > 0, `--allowed-tenant ${onlyJwt}`],
    [isJwt && audience.length === 0, "Missing --audience: --auth jwt needs it"],
    [isJwt && !isEntra && !has(values.issuer), `Missing --issuer: ${needed}`],
    [isJwt && !isEntra && !has(values.jwksUri), `Missing --jwks-uri: ${needed}`],
    [isJwt && isEntra && has(values.issuer), `--issuer ${fromEntra}`],
    [isJwt && isEntra && has(values.jwksUri), `--jwks-uri ${fromEntra}`],
    [isJwt && isEntra && allowedTenant.length > 0, `--allowed-tenant ${fromEntra}`],
    [Option.exists(values.entraTenant, (tenant) => !isGuid(tenant)), "--entra-tenant must be a GUID"],
    [
      Option.exists(values.jwksUri, (address) => !isUrl(address, isSecure)),
      "--jwks-uri must be an https URL, or an http URL on a loopback address",
    ],
    [
      Option.exists(values.jwksUri, (address) => isUrl(address, hasUserInfo)),
      "--jwks-uri can't have a user name or a password: the keys are public",
    ],
    [has(values.tlsCert) && !has(values.tlsKey), "Missing --tls-key: --tls-cert needs it"],
    [has(values.tlsKey) && !has(values.tlsCert), "Missing --tls-cert: --tls-key needs it"],
    [
      values.tls && has(values.tlsCert),
      "--tls can't be combined with --tls-cert: --tls makes its own certificate",
    ],
    [!values.control && has(values.controlToken), "--control-token works only with --control"],
    [
      Option.exists(values.controlToken, (token) => !isControlToken(token)),
      `--control-token ${controlTokenForm}`,
    ],
    [
      !isControlAllowed(
        values.control && !has(values.controlToken),
        host,
        Option.getOrUndefined(values.publicUrl),
      ),
      "Missing --control-token: --control needs one with --public-url, or if --host is not a loopback address",
    ],
    [!isJwt && has(values.consoleClientId), `--console-client-id ${onlyJwt}`],
    [
      !values.console && has(values.consoleClientId),
      "--console-client-id can't be combined with --no-console",
    ],
    [
      has(values.consoleClientId) && Option.exists(values.issuer, (issuer) => !isUrl(issuer, isSecure)),
      "--console-client-id needs an --issuer that is an https URL, or an http URL on a loopback address, because people sign in there",
    ],
    ...Option.toArray(values.publicUrl).map(
      (url): Rule => [readPublicUrl(url) === undefined, `--public-url ${publicUrlForm}`],
    ),
    ...values.allowedHost.map((host): Rule => [!isHost(host), `--allowed-host ${hostForm}, not ${host}`]),
    ...allowedTenant.map(
      (tenant): Rule => [!isGuid(tenant), `--allowed-tenant must be a GUID, not ${tenant}`],
    ),
    ...values.corsOrigin.map(
      (origin): Rule => [!isOrigin(origin), `--cors-origin ${originForm}, not ${origin}`],
    ),
  ]
}

const authSettings = ({
  auth,
  keys,
  grant,
  autoApprove,
  entraTenant: tenant,
  issuer,
  jwksUri,
  audience,
  allowedTenant,
}: ServeValues): AuthSettings => {
  if (auth === "none") return { _tag: "None" }
  if (auth === "local") {
    const [keyFile, grants] = [keys, grant].map(Option.getOrUndefined)
    return { _tag: "Local", keys: keyFile, grants, autoApprove }
  }
  const { jwksUri: address, ...trusted } = Option.match(tenant, {
    onSome: entraTenant,
    onNone: () => ({
      issuers: Option.toArray(issuer),
      tenants: allowedTenant.length > 0 ? allowedTenant.map((tenant) => tenant.toLowerCase()) : undefined,
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

const milliseconds = (seconds: number) => seconds * 1_000

const limitsOf = ({
  maxConnections,
  maxBody,
  maxBatch,
  readTime,
  idleTime,
  stopTime,
}: ServeValues): ServerLimits => ({
  ...defaultServerLimits,
  maxConnections,
  maxBody,
  maxBatch,
  readTime: milliseconds(readTime),
  idleTime: milliseconds(idleTime),
  drainTime: milliseconds(stopTime),
})

const addressSettings = ({ publicUrl, allowedHost }: ServeValues): AddressSettings => ({
  publicUrl: readPublicUrl(Option.getOrElse(publicUrl, () => "")),
  allowedHosts: allowedHost,
})

/** Turns the flags into settings, or fails with every problem. */
export const serveSettings = (values: ServeValues): Result.Result<ServeSettings, UsageInvalid> => {
  const problems = rules(values)
    .filter(([isBroken]) => isBroken)
    .map(([, message]) => ({ path: [], message }))
  return problems.length > 0
    ? Result.fail(new UsageInvalid({ problems }))
    : Result.succeed({
        auth: authSettings(values),
        tls: tlsSettings(values),
        addresses: addressSettings(values),
        limits: limitsOf(values),
      })
}
