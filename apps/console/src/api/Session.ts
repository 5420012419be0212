/** The tenant that the page shows, and the tokens for Graph's API. Tokens are kept in memory only. */
import { keptInTab } from "./KeptInTab.ts"
import { mintedToken } from "./MintedToken.ts"
import { personToken } from "./PersonSession.ts"
import { consoleSettings } from "./Settings.ts"

/** The id of the tenant whose connectors are shown; `undefined` for the server's default tenant. */
export const tenant = keptInTab("odj.tenant")

/**
 * A token for Graph's API in the chosen tenant, other than the one that the server has refused; `undefined` if the server needs
 * none, or if the person has to sign in again.
 */
export const graphToken = async (refused?: string): Promise<string | undefined> => {
  const tokens = consoleSettings.peek()?.tokens ?? "none"
  if (tokens === "none") return undefined
  return tokens === "control" ? mintedToken(tenant.value, refused) : personToken(refused)
}
