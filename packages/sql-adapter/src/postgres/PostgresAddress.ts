/** Reads the URL of a PostgreSQL database as libpq does. A part that has no effect here is refused, never ignored. */
import { Duration, Redacted, Result } from "effect"
import type { TlsParameters } from "./PostgresTls.ts"

export interface PostgresAddress {
  /** The driver reads the host, the user, the password, the name of the database and `options` from it. */
  readonly url: Redacted.Redacted
  readonly applicationName: string
  readonly connectTimeout: Duration.Duration
  readonly tls: TlsParameters
}

// No message has an at sign, because everything up to it is masked where messages are printed.
const form = "its address is not a URL like postgresql://host/database with one host"

const escaped =
  "special characters in its user and password need percent codes: %40 for an at sign, %2F for a slash, %3F for a question mark, %23 for a hash and %25 for a percent sign"

const oneHost = "name one host: the primary, or a proxy in front of several servers"

const parameters = [
  ...["host", "port", "user", "password", "dbname"],
  ...["application_name", "connect_timeout", "options"],
  ...["sslmode", "sslrootcert", "sslcert", "sslkey"],
]

const hasBadCode = (part: string) => {
  try {
    decodeURIComponent(part)
    return false
  } catch {
    return true
  }
}

/** Why the parameter is refused. A name that may be part of a password is not shown. */
const unknown = (name: string) => {
  if (name === "target_session_attrs" || name === "load_balance_hosts")
    return `its URL has ${name}, which is not supported; ${oneHost}`
  const shown = /^[a-z_]{1,40}$/.test(name) ? `the parameter ${name}` : "a parameter"
  return `its URL has ${shown}, which is not supported; remove it. Supported are ${parameters.join(", ")}`
}

/** Why the URL can't be used, as a clause without anything secret. */
const problemOf = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (!/^postgres(?:ql)?:/i.test(text)) return form
  if (url === null) return `${form}, or ${escaped}`
  const { searchParams, hostname, username, password, pathname, hash } = url
  const isCut = hash !== "" || `${pathname}${url.search}`.includes("@")
  if (isCut || [hostname, username, password, pathname].some(hasBadCode)) return escaped
  const hosts = [hostname, searchParams.get("host") ?? "", searchParams.get("port") ?? ""]
  if (hosts.some((host) => host.includes(","))) return `its URL has several hosts; ${oneHost}`
  const stranger = [...searchParams.keys()].find((name) => !parameters.includes(name))
  if (stranger !== undefined) return unknown(stranger)
  if (!/^\d{0,9}$/.test(searchParams.get("connect_timeout") ?? ""))
    return "its connect_timeout is not a number of seconds"
  const port = searchParams.get("port") ?? "1"
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    return "its port is not a number from 1 to 65535"
  return undefined
}

/** As in libpq, 0 is no limit. */
const connectTimeoutOf = (seconds: string | undefined) => {
  if (seconds === undefined || seconds === "") return Duration.seconds(5)
  return Number(seconds) === 0 ? Duration.infinity : Duration.seconds(Number(seconds))
}

/** The address, or why it can't be used. */
export const postgresAddress = (url: Redacted.Redacted): Result.Result<PostgresAddress, string> => {
  const text = Redacted.value(url)
  const problem = problemOf(text)
  if (problem !== undefined) return Result.fail(problem)
  const given: Partial<Record<string, string>> = Object.fromEntries(new URL(text).searchParams)
  const { application_name = "odj", connect_timeout, sslmode, sslrootcert, sslcert, sslkey } = given
  return Result.succeed({
    url,
    applicationName: application_name,
    connectTimeout: connectTimeoutOf(connect_timeout),
    tls: { sslmode, sslrootcert, sslcert, sslkey },
  })
}
