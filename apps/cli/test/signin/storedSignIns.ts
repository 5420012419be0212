/** A folder with stored sign-ins, for tests of the commands about them. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { vi } from "vitest"
import type { Profile, Profiles } from "../../src/profiles/Profile.ts"

export const person: Profile = {
  method: "device-code",
  url: "https://graph.microsoft.com/beta",
  cloud: "global",
  authority: "https://login.microsoftonline.com/",
  scope: "https://graph.microsoft.com/DeviceManagementConfiguration.Read.All",
  tenant: "contoso.onmicrosoft.com",
  account: "ada@contoso.com",
}

export const application: Profile = {
  method: "client-secret",
  url: "https://127.0.0.1:8443/beta",
  authority: "https://127.0.0.1:8443/",
  scope: "https://graph.microsoft.com/.default",
  tenant: "fabrikam.onmicrosoft.com",
  clientId: "1b2c3d4e-5f60-4718-9a0b-1c2d3e4f5a6b",
}

const newFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-profiles-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

/** Stores these sign-ins in a folder that the program uses until the test ends; without an argument, it has no file. */
export const storeSignIns = Effect.fnUntraced(function* (profiles?: Profiles) {
  const folder = yield* newFolder
  yield* Effect.acquireRelease(
    Effect.sync(() => vi.stubEnv("ODJ_CONFIG_DIR", folder)),
    () => Effect.sync(() => vi.unstubAllEnvs()),
  )
  const file = join(folder, "profiles.json")
  if (profiles !== undefined) yield* Effect.promise(() => writeFile(file, JSON.stringify(profiles)))
  const stored = Effect.promise(async (): Promise<Profiles> => JSON.parse(await readFile(file, "utf8")))
  return { folder, stored }
})
