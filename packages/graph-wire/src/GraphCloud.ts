/**
 * Microsoft's clouds, each with its own Graph and its own place to sign in: what is issued in one is worth nothing in
 * another.
 *
 * Source: Graph's documentation of national cloud deployments. The names are those of Microsoft Graph PowerShell's
 * environments, in lower case.
 */

import { graphResource } from "./GraphApplication.ts"

/** One of Microsoft's clouds. */
export interface GraphCloud {
  /** The root of the version of Graph's API that has connectors. */
  readonly baseUrl: URL
  /** Where its users sign in: Azure's `authorityHost`. */
  readonly authorityHost: URL
  /** What a token for its Graph is asked for with: all that the application has been granted. */
  readonly scope: string
}

const cloud = (graph: string, authority: string): GraphCloud => ({
  baseUrl: new URL("/beta", graph),
  authorityHost: new URL(authority),
  scope: `${graph}/.default`,
})

/** All of them, by name. */
export const clouds = {
  /** All others, and GCC. */
  global: cloud(graphResource, "https://login.microsoftonline.com"),
  /** US Government L4. */
  usgov: cloud("https://graph.microsoft.us", "https://login.microsoftonline.us"),
  /** US Government L5: the Department of Defense. */
  usgovdod: cloud("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
  /** China, operated by 21Vianet. */
  china: cloud("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
} as const satisfies Record<string, GraphCloud>

/** The name of a cloud, as commands and `ODJ_CLOUD` have it. */
export type GraphCloudName = keyof typeof clouds

/** The names of all clouds. */
export const cloudNames = Object.keys(clouds) as ReadonlyArray<GraphCloudName>

/** The cloud whose Graph is at the address, if it is one's. */
export const cloudAt = ({ origin }: URL): GraphCloudName | undefined =>
  cloudNames.find((name) => clouds[name].baseUrl.origin === origin)

/** The cloud whose users sign in at the address, if it is one's. US Government's two share theirs: it stands for L4. */
export const cloudOfAuthority = ({ origin }: URL): GraphCloudName | undefined =>
  cloudNames.find((name) => clouds[name].authorityHost.origin === origin)
