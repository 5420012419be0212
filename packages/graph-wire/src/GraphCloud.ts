/**
 * Microsoft's clouds. Each has its own Graph and its own sign-in host, and a token of one is invalid in another.
 *
 * Source: Graph's documentation of national cloud deployments. The names are those of Microsoft Graph PowerShell's
 * environments, in lower case.
 */

import { graphResource } from "./GraphApplication.ts"

/** One of Microsoft's clouds. */
export interface GraphCloud {
  /** The root of Graph's beta API, the version that has connectors. */
  readonly baseUrl: URL
  /** The host where its users sign in; `authorityHost` in Azure's libraries. */
  readonly authorityHost: URL
  /** The scope of a token for its Graph: everything that the application has been granted. */
  readonly scope: string
}

const cloud = (graph: string, authority: string): GraphCloud => ({
  baseUrl: new URL("/beta", graph),
  authorityHost: new URL(authority),
  scope: `${graph}/.default`,
})

/**
 * All clouds by name.
 *
 * @example
 * ```ts
 * import { clouds } from "@odj/graph-wire"
 *
 * console.log(clouds.usgov.baseUrl.href) // => https://graph.microsoft.us/beta
 * console.log(clouds.usgov.scope) // => https://graph.microsoft.us/.default
 * ```
 */
export const clouds = {
  /** The worldwide cloud, which includes US Government GCC. */
  global: cloud(graphResource, "https://login.microsoftonline.com"),
  /** US Government L4. */
  usgov: cloud("https://graph.microsoft.us", "https://login.microsoftonline.us"),
  /** US Government L5: the Department of Defense. */
  usgovdod: cloud("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
  /** China, operated by 21Vianet. */
  china: cloud("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
} as const satisfies Record<string, GraphCloud>

/** The name of a cloud in commands and in `ODJ_CLOUD`. */
export type GraphCloudName = keyof typeof clouds

/** The names of all clouds. */
export const cloudNames = Object.keys(clouds) as ReadonlyArray<GraphCloudName>

/** The cloud whose Graph is at the address; `undefined` if there is none. */
export const cloudAt = ({ origin }: URL): GraphCloudName | undefined =>
  cloudNames.find((name) => clouds[name].baseUrl.origin === origin)

/**
 * The cloud whose users sign in at the address; `undefined` if there is none. For US Government it is L4, never DoD.
 */
export const cloudOfAuthority = ({ origin }: URL): GraphCloudName | undefined =>
  cloudNames.find((name) => clouds[name].authorityHost.origin === origin)
