/** Decides whether the server is a test double, and whether it may be one with its store. */
import { UsageInvalid } from "@odj/command-line"
import { Option, Result } from "effect"
import type { ServeValues } from "./ServeFlags.ts"
import type { ServedStore } from "./StoreSettings.ts"

/** The flags that make the server a test double, and whether they are given. */
const asked = (values: ServeValues) => ({
  seed: Option.isSome(values.seed),
  control: values.control,
  heartbeats: values.heartbeats,
  "predictable-ids": values.predictableIds,
  faults: Option.isSome(values.faults),
  preset: values.preset.length > 0,
})

/**
 * The flags that work with every store. The other flags set the store's contents, so they need a store without other users.
 */
const flagsForEveryStore: ReadonlySet<string> = new Set(["faults", "preset"])

/** Why this server can't decide what a store contains. */
const sharedStores: Partial<Record<ServedStore["_tag"], string>> = {
  Postgres: "PostgreSQL: other servers may use the database",
  Service: "a gateway: others use the service too",
}

/** Whether other servers may use the store too. */
export const isShared = ({ _tag }: ServedStore): boolean => sharedStores[_tag] !== undefined

/** Whether the server is a test double. Fails if another server may use the store, with every flag that can't work then. */
export const isDouble = (values: ServeValues, store: ServedStore): Result.Result<boolean, UsageInvalid> => {
  const flags = Object.entries(asked(values)).flatMap(([flag, isGiven]) => (isGiven ? [flag] : []))
  const shared = sharedStores[store._tag]
  const refused = shared === undefined ? [] : flags.filter((flag) => !flagsForEveryStore.has(flag))
  if (refused.length === 0) return Result.succeed(flags.length > 0)
  const problems = refused.map((flag) => ({
    path: [],
    message: `--${flag} can't be combined with ${shared}. Use --store memory or sqlite:PATH`,
  }))
  return Result.fail(new UsageInvalid({ problems }))
}
