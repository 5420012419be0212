/**
 * Where `@azure/identity` keeps what it got by a device code, so that the next command asks nobody: a file of the
 * profile's own.
 *
 * The library leaves the place to a plugin. Microsoft's own one needs the keychain of the platform and a native module;
 * this one needs a folder.
 */

import { join } from "node:path"
import type { IdentityPlugin } from "@azure/identity"
import { configFolder, readPrivate, writePrivate } from "./ConfigFolder.ts"

/** What the library hands to the plugin: its cache, as text. */
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

/** Makes caches that are to persist files of the folder, of the name that they are given. */
export const fileCachePlugin: IdentityPlugin = (context) =>
  (context as PluginContext).cachePluginControl.setPersistence(async ({ name = "" } = {}) => fileCache(name))
