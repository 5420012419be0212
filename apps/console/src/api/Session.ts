/** The tenant that the page shows, and the tokens for Graph's API. Tokens are kept in memory only. */
import { effect, signal } from "@preact/signals"
import { mintedInstead, mintedToken } from "./MintedToken.ts"
import { personToken, personTokenInstead } from "./PersonSession.ts"
import { settings } from "./Settings.ts"

const key = "odj.tenant"

/** The id of the tenant whose connectors are shown; `undefined` for the server's default tenant. */
export const tenant = signal(sessionStorage.getItem(key) ?? undefined)

effect(() => {
  if (tenant.value === undefined) sessionStorage.removeItem(key)
  else sessionStorage.setItem(key, tenant.value)
})

/** A token for Graph's API in the chosen tenant; `undefined` if the server needs none, or if no person has signed in. */
export const graphToken = async (): Promise<string | undefined> => {
  const { tokens } = await settings()
  if (tokens === "none") return undefined
  return tokens === "control" ? mintedToken(tenant.value) : personToken()
}

/** A token instead of one that the server has refused; `undefined` if there is no other one. */
export const graphTokenInstead = async (refused: string): Promise<string | undefined> => {
  const { tokens } = await settings()
  return tokens === "control" ? mintedInstead(refused, tenant.value) : personTokenInstead(refused)
}
