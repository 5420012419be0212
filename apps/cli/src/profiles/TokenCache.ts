/**
 * The token cache of `@azure/identity` for device code sign-ins, so the next command needs no new sign-in: one file
 * for each profile.
 *
 * The library leaves persistence to a plugin. Microsoft's plugin needs the platform's keychain and a native module; this
 * one needs a folder.
 */

import { join } from "node:path"
import type { IdentityPlugin } from "@azure/identity"
import { Option, Schema } from "effect"
import { configFolder, readPrivate, writePrivate } from "./ConfigFolder.ts"

/** What the library passes to the plugin: its cache, as text. */
interface CacheContext {
  readonly cacheHasChanged: boolean
  readonly tokenCache: { deserialize(text: string): void; serialize(): string }
}

interface PluginContext {
  readonly cachePluginControl: {
    setPersistence(make: (options?: { readonly name?: string }) => Promise<unknown>): void
  }
}

const fileCache = (name: string) => ({
  beforeCacheAccess: async ({ tokenCache }: CacheContext) => {
    const text = await readPrivate(join(configFolder(), name))
    if (text !== undefined) tokenCache.deserialize(text)
  },
  afterCacheAccess: async ({ cacheHasChanged, tokenCache }: CacheContext) => {
    if (cacheHasChanged) await writePrivate(configFolder(), name, tokenCache.serialize())
  },
})

/** Stores each persistent cache in the file of the folder that has its name. */
export const fileCachePlugin: IdentityPlugin = (context) =>
  (context as PluginContext).cachePluginControl.setPersistence(async ({ name = "" } = {}) => fileCache(name))

const Cache = Schema.fromJsonString(
  Schema.Struct({
    AccessToken: Schema.Record(Schema.String, Schema.Struct({ expires_on: Schema.FiniteFromString })),
  }),
)

/** When the last of the cached tokens expires, in milliseconds since 1970; `undefined` if none is cached. */
export const cachedExpiry = async (name: string): Promise<number | undefined> => {
  const text = await readPrivate(join(configFolder(), name))
  const cache = Option.flatMap(Option.fromUndefinedOr(text), Schema.decodeUnknownOption(Cache))
  const seconds = Option.match(cache, {
    onNone: () => [],
    onSome: ({ AccessToken }) => Object.values(AccessToken).map(({ expires_on }) => expires_on),
  })
  return seconds.length === 0 ? undefined : 1000 * Math.max(...seconds)
}
