/** The token for Graph's API that the control makes for the page. It is kept in memory only. */
import { effect } from "@preact/signals"
import { askControl, controlAccess } from "./ControlAccess.ts"
import { clockOffset } from "./Now.ts"
import { until } from "./Until.ts"

/** How long before its end a token is not used any more, in milliseconds. */
const margin = 60_000

interface Minted {
  readonly tenant: string | undefined
  readonly token: Promise<string>
  /** By the clock of this computer. */
  until: number
}

let kept: Minted | undefined

const mint = (tenant: string | undefined): Minted => {
  const request = askControl({ method: "POST", path: "/_odj/tokens", body: { tenant } })
  const minted: Minted = {
    tenant,
    token: request.then(
      ({ body }) => {
        const { token, expiresIn } = body as { readonly token: string; readonly expiresIn: number }
        minted.until = Date.now() + expiresIn * 1_000 - margin
        return token
      },
      (error: unknown) => {
        if (kept === minted) kept = undefined
        throw error
      },
    ),
    until: Infinity,
  }
  return minted
}

/**
 * A token to read and write in a tenant, as soon as the page may use the control. Concurrent callers share one request.
 * Rejects with `CallFailed`.
 */
export const mintedToken = async (tenant: string | undefined): Promise<string> => {
  await until(() => controlAccess.value === "ready")
  if (kept === undefined || kept.tenant !== tenant || Date.now() >= kept.until) kept = mint(tenant)
  return kept.token
}

/** A token instead of one that the server has refused. */
export const mintedInstead = async (refused: string, tenant: string | undefined): Promise<string> => {
  const before = kept
  if (before !== undefined && (await before.token) === refused && kept === before) kept = undefined
  return mintedToken(tenant)
}

// A token is valid by the server's clock, which a test can move.
effect(() => {
  void clockOffset.value
  kept = undefined
})
