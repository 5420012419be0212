/** Microsoft's clouds, as the commands know them by name. What they are at is told by whoever starts the program. */
import { Context, type Effect } from "effect"

export const cloudNames = ["global", "usgov", "usgovdod", "china"] as const

export type CloudName = (typeof cloudNames)[number]

export interface Cloud {
  /** The root of the version of Graph's API that has connectors. */
  readonly baseUrl: URL
  /** Where its users sign in. */
  readonly authorityHost: URL
  /** What a token of an application is asked for with. */
  readonly scope: string
}

export type CloudTable = Readonly<Record<CloudName, Cloud>>

/** All of them, loaded when somebody asks. */
export class Clouds extends Context.Service<Clouds, Effect.Effect<CloudTable>>()("@odj/cli/Clouds") {}

/** The cloud whose Graph is at the address, if it is one's. */
export const cloudAt = (clouds: CloudTable, { origin }: URL): CloudName | undefined =>
  cloudNames.find((name) => clouds[name].baseUrl.origin === origin)
