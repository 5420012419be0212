/**
 * Finds out why a credential has no token.
 *
 * `@azure/identity` hides most causes: an issuer that is down, a certificate that is not trusted and an unknown tenant all
 * end in `endpoints_resolution_error` or `network_error`. The last exchange with the issuer has the cause, so whoever can
 * observe it passes it on.
 */
import { ConnectorStoreRefused, ConnectorStoreUnavailable, type ServiceReport } from "@odj/core"
import { decodeOAuthError } from "@odj/graph-wire"
import { Option, Predicate } from "effect"
import { describe } from "../exchange/ResponseText.ts"
import { ServiceResponse } from "../exchange/ServiceResponse.ts"
import { type Address, knownProblem } from "../exchange/TransportProblem.ts"

/** The end of a request to the issuer: its response, or the error without one. */
export type IssuerExchange = { readonly url: string } & (
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      /** When the response arrived, in milliseconds since 1970: a `Retry-After` may be a date. */
      readonly receivedAt: number
    }
  | { readonly error: unknown }
)

/** Why there is no token. */
export type CredentialFailure = ConnectorStoreRefused | ConnectorStoreUnavailable

/** Entra's codes for a tenant that does not exist, and for a name that can't be one. */
const unknownTenant: ReadonlySet<string> = new Set(["AADSTS90002", "AADSTS900023"])

/** The errors of a device code for which a person has not signed in yet: they end no sign-in. */
const pending: ReadonlySet<unknown> = new Set(["authorization_pending", "slow_down"])

const networkFailure = (error: unknown, address: Address) => {
  const problem = knownProblem(error, address)
  if (problem === undefined) return undefined
  const { reason, ...report } = problem
  return new ConnectorStoreUnavailable({ report, ...(reason !== undefined && { reason }) })
}

/** The refusal that the issuer's response reports; otherwise the response does not come from the issuer's API. */
const responseFailure = (response: ServiceResponse, url: URL): CredentialFailure | undefined => {
  const json = Option.getOrUndefined(response.json)
  if (response.isSuccess && json !== undefined) return undefined
  if (Predicate.isObject(json) && pending.has(json.error)) return undefined
  const error = response.status < 500 ? decodeOAuthError(json) : undefined
  if (error === undefined) {
    const report = { message: describe(response), host: url.host }
    if (response.isThrottled || response.status >= 500) {
      const { retryAfter } = response
      return new ConnectorStoreUnavailable({ report, ...(retryAfter !== undefined && { retryAfter }) })
    }
    const reason = response.status === 407 ? "ProxyCredentialsRequired" : "ResponseUnusable"
    return new ConnectorStoreUnavailable({ report, reason })
  }
  if (!unknownTenant.has(error.code))
    return new ConnectorStoreRefused({ report: error, reason: "SignInRequired" })
  const message = `There is no tenant ${url.pathname.split("/")[1]}`
  return new ConnectorStoreRefused({ report: { code: error.code, message }, reason: "CredentialInvalid" })
}

const issuerFailure = (exchange: IssuerExchange) => {
  const url = new URL(exchange.url)
  if ("error" in exchange) return networkFailure(exchange.error, url)
  const { status, headers, body, receivedAt } = exchange
  const response = new ServiceResponse({
    status,
    headers,
    body: Option.some(body),
    receivedAt,
    clientRequestId: "",
    host: url.host,
  })
  return responseFailure(response, url)
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
}

/** The failure to read a file of the credential, in an error or its causes. */
const fileFailure = (error: unknown): ConnectorStoreRefused | undefined => {
  if (!Predicate.isObject(error)) return undefined
  const { code, path, cause } = error
  const problem =
    Predicate.isString(code) && Object.hasOwn(fileProblems, code) ? fileProblems[code] : undefined
  if (problem === undefined) return fileFailure(cause)
  const message = `Can't read ${Predicate.isString(path) ? path : "a file of the credential"}: ${problem}`
  return new ConnectorStoreRefused({ report: { message }, reason: "CredentialInvalid" })
}

/** The code and message of MSAL, in an error or its causes. */
const msalReport = (error: unknown): ServiceReport | undefined => {
  if (!Predicate.isObject(error)) return undefined
  const { errorCode, errorMessage, cause } = error
  if (!Predicate.isString(errorCode) || !Predicate.isString(errorMessage)) return msalReport(cause)
  return { code: errorCode, message: oneLine(errorMessage) }
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim()

/** The issuer's host, if an error of Node.js names it. */
const hostIn = (error: unknown): string => {
  if (!Predicate.isObject(error)) return "the issuer of the token"
  return Predicate.isString(error.hostname) ? error.hostname : hostIn(error.cause)
}

/**
 * Why a credential rejected with the error. If a credential rejects with a `ConnectorStoreRefused` or
 * `ConnectorStoreUnavailable`, this is returned as it is.
 */
export const credentialFailure = (error: unknown, last?: IssuerExchange): CredentialFailure => {
  if (error instanceof ConnectorStoreRefused || error instanceof ConnectorStoreUnavailable) return error
  const known =
    (last && issuerFailure(last)) ??
    fileFailure(error) ??
    networkFailure(error, { host: hostIn(error), protocol: "https:" })
  if (known !== undefined) return known
  const message = Predicate.isError(error) ? oneLine(error.message) : ""
  return new ConnectorStoreRefused({
    report: msalReport(error) ?? { message: message || "The credential failed to get a token" },
    reason: "SignInRequired",
  })
}
