/** The token for Graph's API that the control makes for the page. It is kept in memory only. */
import { effect } from "@preact/signals"
import { askControl, controlAccess } from "./ControlAccess.ts"
import { clockOffset } from "./Now.ts"
import { until } from "./Until.ts"

/** How long before its end a token is not used any more, in milliseconds. */
const margin = 60_000

interface Minted {
  readonly tenant: string | undefined
  readonly response: Promise<string>
  /** Once it is there. */
  token?: string
  /** By the clock of this computer. */
  until: number
}

let kept: Minted | undefined

const mint = (tenant: string | undefined): Minted => {
  const request = askControl({ method: "POST", path: "/_odj/tokens", body: { tenant } })
  const minted: Minted = {
    tenant,
    response: request.then(
      ({ body }) => {
        const { token, expiresIn } = body as { readonly token: string; readonly expiresIn: number }
        minted.token = token
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

const isUsable = (minted: Minted, tenant: string | undefined, refused: string | undefined) =>
  minted.tenant === tenant &&
  Date.now() < minted.until &&
  (minted.token === undefined || minted.token !== refused)

/**
 * A token to read and write in a tenant, other than the one that the server has refused, as soon as the page may use the
 * control. Concurrent callers share one request. Rejects with `CallFailed`.
 */
export const mintedToken = async (tenant: string | undefined, refused?: string): Promise<string> => {
  await until(() => controlAccess.value === "ready")
  if (kept === undefined || !isUsable(kept, tenant, refused)) kept = mint(tenant)
  return kept.response
}

// A token is valid by the server's clock, which a test can move.
effect(() => {
  void clockOffset.value
  kept = undefined
})
