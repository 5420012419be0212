/**
 * The proxies that environment variables name, in the meaning that curl gives them: `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY`. The name in lower case takes precedence.
 */
import { UsageInvalid } from "@odj/command-line"
import { isLoopback } from "@odj/graph-wire"
import { Config, Effect, Option, Redacted } from "effect"

export interface HttpProxy {
  /** The URL of the proxy, without a user and a password. */
  readonly url: URL
  /** The variable that names it. */
  readonly variable: string
  /** The value of `Proxy-Authorization`; `undefined` if the variable has no user. */
  readonly authorization: Redacted.Redacted | undefined
  /** The parts of the credentials that must never be printed. */
  readonly secrets: ReadonlyArray<string>
}

export interface Proxies {
  /** The proxy of https requests. */
  readonly https: HttpProxy | undefined
  /** The proxy of http requests. */
  readonly http: HttpProxy | undefined
  /** The value of `NO_PROXY`. */
  readonly except: string
}

export const noProxies: Proxies = { https: undefined, http: undefined, except: "" }

/** The first of the variables that is set and not empty, and its value. */
const firstOf = (names: ReadonlyArray<string>) =>
  Effect.map(
    Effect.forEach(names, (name) => Effect.orDie(Config.option(Config.Redacted(name)))),
    (values) =>
      names
        .map((name, index) => [name, Option.getOrUndefined(values[index] ?? Option.none())] as const)
        .map(([name, value]) => ({ name, value: value === undefined ? "" : Redacted.value(value).trim() }))
        .find(({ value }) => value !== ""),
  )

const eitherCase = (...names: ReadonlyArray<string>) => names.flatMap((name) => [name.toLowerCase(), name])

const decoded = (text: string) => Option.getOrElse(Option.liftThrowable(decodeURIComponent)(text), () => text)

const invalid = (variable: string, reason: string) =>
  UsageInvalid.sentence(`${variable} ${reason}. Set it to a URL such as http://proxy.contoso.com:8080`)

/** Reads the URL of a proxy; one without a scheme is http. The failure does not repeat it, since it may have a password. */
const proxyIn = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
  const found = yield* firstOf(names)
  if (found === undefined) return undefined
  const { name: variable, value } = found
  const url = URL.parse(value.includes("://") ? value : `http://${value}`)
  // After the first of these characters, a URL has no user and no password any more: what is before it is not the host.
  if (/[/\\?#].*@/.test(value.replace(/^.*?:\/\//, ""))) {
    return yield* invalid(
      variable,
      "has a user or a password with / \\ ? or #: write %2F %5C %3F %23 instead",
    )
  }
  if (url === null || url.hostname === "") return yield* invalid(variable, "is not the URL of a proxy")
  if (/^socks/.test(url.protocol)) return yield* invalid(variable, "names a SOCKS proxy, which odj can't use")
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return yield* invalid(variable, "is not an http:// or https:// URL")
  }
  const [user, password] = [decoded(url.username), decoded(url.password)]
  const basic = Buffer.from(`${user}:${password}`).toString("base64")
  const hasCredentials = user !== "" || password !== ""
  return {
    url: new URL(url.origin),
    variable,
    authorization: hasCredentials ? Redacted.make(`Basic ${basic}`) : undefined,
    secrets: hasCredentials ? [url.password, password, basic] : [],
  } satisfies HttpProxy as HttpProxy
})

/** Reads the variables. Fails if one of them is not the URL of a proxy. */
export const readProxies = Effect.gen(function* () {
  const https = yield* proxyIn(eitherCase("HTTPS_PROXY", "ALL_PROXY"))
  // Plain http goes only to this machine, so `ALL_PROXY`, which is often a SOCKS proxy, is not read for it.
  const http = yield* proxyIn(eitherCase("HTTP_PROXY"))
  const except = (yield* firstOf(eitherCase("NO_PROXY")))?.value ?? ""
  return { https, http, except } satisfies Proxies as Proxies
})

/**
 * The proxy for a URL; `undefined` if it is reached directly. A plain http request may carry a token, and must not be
 * readable on the network: it goes only through a proxy on this machine.
 */
export const proxyOf = ({ https, http }: Proxies, { protocol }: URL): HttpProxy | undefined => {
  if (protocol === "https:") return https
  return http !== undefined && isLoopback(http.url.hostname) ? http : undefined
}

/** How people know a proxy: `proxy.contoso.com:8080 (HTTPS_PROXY)`. */
export const proxyName = ({ url, variable }: HttpProxy): string =>
  `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)} (${variable})`

/** The headers for a proxy. */
export const proxyHeaders = ({ authorization }: HttpProxy): Record<string, string> =>
  authorization === undefined ? {} : { "proxy-authorization": Redacted.value(authorization) }
