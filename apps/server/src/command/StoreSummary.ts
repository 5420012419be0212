/** Describes the store for the start line and the log: the database, or the service behind a gateway. */
import { databaseAt, type StoreAddress } from "@odj/command-line"
import { Duration } from "effect"
import { writeNames } from "../graph/Operation.ts"
import type { CredentialSettings } from "./CredentialSettings.ts"
import type { Gateway } from "./GatewaySettings.ts"

const signInText = (credential: CredentialSettings): string => {
  switch (credential._tag) {
    case "None":
      return "without a token"
    case "Token":
      return "with the token in ODJ_TOKEN"
    case "ManagedIdentity":
      return `as the managed identity ${credential.clientId ?? "of this machine"}`
    default:
      return `as the application ${credential.clientId} of the tenant ${credential.tenant}`
  }
}

/** What a gateway has instead of a store. */
export const serviceText = ({ url }: Gateway): string => `gateway of ${url.href}`

/** What a start line and the log say about the store, by name. */
export const storeSummary = (store: StoreAddress | Gateway) => {
  if (store._tag === "Memory") return { store: "memory (lost when the server stops)" }
  if (store._tag !== "Service") return { store: databaseAt(store) }
  const { credential, refused, cacheTime } = store
  const allowed = writeNames.filter((name) => !refused.has(name))
  return {
    store: `${serviceText(store)}, ${signInText(credential)}`,
    allowed: ["read", ...allowed].join(", "),
    cache: cacheTime === undefined ? "off" : Duration.format(cacheTime),
  }
}
