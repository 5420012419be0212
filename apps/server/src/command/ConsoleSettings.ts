/** Decides whether the server has a console, and what the console knows about the server. */
import type { ConsoleSettings, SignInSettings } from "@odj/console"
import { graphResource, readPermission, readWritePermission } from "@odj/graph-wire"
import { Option } from "effect"
import packageJson from "../../package.json" with { type: "json" }
import { type ControlOption, isControlAllowed } from "../control/ControlOption.ts"
import { consoleApplication } from "../directory/Directory.ts"
import { writeNames } from "../graph/Operation.ts"
import { signInIssuer } from "../server/Authentication.ts"
import { isShared } from "./DoubleSettings.ts"
import type { Gateway } from "./GatewaySettings.ts"
import type { ServeValues } from "./ServeFlags.ts"
import type { AuthSettings } from "./ServeSettings.ts"
import type { ServedStore } from "./StoreSettings.ts"
import { serviceText, storeSummary } from "./StoreSummary.ts"

/**
 * Why the server has no console; `undefined` if it has one. Without an identity provider, everyone who can load the page can get
 * a token, so only browsers on this machine may.
 */
const whyNoConsole = ({
  console,
  auth,
  consoleClientId,
  host,
  publicUrl,
}: ServeValues): string | undefined => {
  if (!console) return "--no-console"
  if (auth === "jwt")
    return Option.isSome(consoleClientId) ? undefined : "--auth jwt without --console-client-id"
  if (isControlAllowed(true, host, Option.getOrUndefined(publicUrl))) return undefined
  return Option.isSome(publicUrl) ? "--public-url is given" : "--host is not a loopback address"
}

const hasConsole = (values: ServeValues): boolean => whyNoConsole(values) === undefined

/** Where the console is, or why there is none, for a server with this address. */
export const consoleSummary = (values: ServeValues, url: string): string => {
  const reason = whyNoConsole(values)
  return reason === undefined ? `${url}/` : `none (${reason})`
}

/** Who may control the server over HTTP. The console brings the control, unless other servers use the store too. */
export const controlOption = (values: ServeValues, store: ServedStore): ControlOption => {
  if (!values.control) return hasConsole(values) && values.auth !== "jwt" && !isShared(store)
  return Option.match(values.controlToken, { onNone: () => true, onSome: (token) => ({ token }) })
}

/** Everyone can load the page of a server with an identity provider, also before they sign in, so it says no more. */
const publicStores: Record<ServedStore["_tag"], string> = {
  Memory: "memory",
  Sqlite: "SQLite",
  Postgres: "PostgreSQL",
  Service: "gateway",
}

/** `resource` is the API that a token is for. */
const signIn = (issuer: string, clientId: string, resource: string, canWrite: boolean): SignInSettings => {
  // Entra's form for all permissions that the application has. Other providers have scopes with the names of permissions.
  const permission = issuer.endsWith("/v2.0")
    ? `${resource}/.default`
    : canWrite
      ? readWritePermission
      : readPermission
  return { issuer: issuer.replace(/\/$/, ""), clientId, scope: `openid offline_access ${permission}` }
}

/** The settings of the console, by the address of the server; `undefined` if it has none. `trustFile` has the certificate that the server has made. */
export const consoleSettings = (
  values: ServeValues,
  auth: AuthSettings,
  store: Exclude<ServedStore, { readonly _tag: "Service" }> | Gateway,
  trustFile?: string,
): ((origin: string) => ConsoleSettings) | undefined => {
  if (!hasConsole(values)) return undefined
  const option = controlOption(values, store)
  const control = option === false ? "none" : option === true ? "open" : "token"
  const refused: ReadonlySet<string> = store._tag === "Service" ? store.refused : new Set()
  const writes = writeNames.filter((name) => !refused.has(name))
  const tokensAt = (origin: string): ConsoleSettings["tokens"] => {
    if (auth._tag === "None") return "none"
    const canWrite = writes.length > 0
    if (auth._tag === "Provider") {
      const clientId = Option.getOrElse(values.consoleClientId, () => "")
      return signIn(signInIssuer(auth.trust), clientId, auth.trust.audiences[0] ?? "", canWrite)
    }
    return control === "none"
      ? signIn(`${origin}/common/v2.0`, consoleApplication.appId, graphResource, canWrite)
      : "control"
  }
  return (origin) => ({
    version: packageJson.version,
    store:
      auth._tag === "Provider"
        ? publicStores[store._tag]
        : store._tag === "Service"
          ? serviceText(store)
          : storeSummary(store).store,
    tokens: tokensAt(origin),
    control,
    recordsFromStart: values.control,
    ...(trustFile !== undefined && auth._tag !== "Provider" && { certificate: trustFile }),
    writes,
  })
}
