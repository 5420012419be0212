/** What the form for a token has, the request that it stands for, and its problems. */
import type { Call } from "../api/Call.ts"
import type { CallProblem } from "../api/CallFailed.ts"

export interface TokenDraft {
  /** A GUID or a domain; empty for the default tenant. */
  readonly tenant: string
  readonly kind: "application" | "person"
  /** The name of a person; empty for the first person of the tenant. */
  readonly user: string
  /** The id of an application; empty for the default one. */
  readonly appId: string
  /** Those that are ticked. */
  readonly permissions: ReadonlyArray<string>
  /** Further ones, separated by spaces. */
  readonly further: string
  readonly lifetime: string
  readonly unit: keyof typeof secondsIn
}

/** The units of a lifetime, in seconds. */
export const secondsIn = { minutes: 60, hours: 3_600 } as const

/** A body of `POST /_odj/tokens`. */
export interface TokenBody {
  readonly tenant?: string
  readonly user?: string
  readonly scopes?: ReadonlyArray<string>
  readonly roles?: ReadonlyArray<string>
  readonly expiresIn: number
  readonly appId?: string
}

const shortest = 60
const longest = 86_400

const lifetimeOf = ({ lifetime, unit }: TokenDraft) =>
  Math.round(Number(lifetime.trim() || Number.NaN) * secondsIn[unit])

const permissionsOf = ({ permissions, further }: TokenDraft): ReadonlyArray<string> => [
  ...new Set([...permissions, ...further.split(/\s+/).filter((name) => name !== "")]),
]

/** The problems that are known without the server. */
export const problemsOf = (draft: TokenDraft): ReadonlyArray<CallProblem> => {
  const seconds = lifetimeOf(draft)
  return seconds >= shortest && seconds <= longest
    ? []
    : [{ target: "expiresIn", message: "Enter a lifetime from 1 minute to 24 hours." }]
}

export const bodyOf = (draft: TokenDraft): TokenBody => {
  const { tenant, kind, user, appId } = draft
  const isPerson = kind === "person"
  const permissions = permissionsOf(draft)
  return {
    ...(tenant.trim() !== "" && { tenant: tenant.trim() }),
    ...(isPerson && user.trim() !== "" && { user: user.trim() }),
    ...(appId.trim() !== "" && { appId: appId.trim() }),
    ...(isPerson ? { scopes: permissions } : { roles: permissions }),
    expiresIn: lifetimeOf(draft),
  }
}

/** The request that makes the token. */
export const callOf = (draft: TokenDraft): Call => ({
  method: "POST",
  path: "/_odj/tokens",
  body: bodyOf(draft),
})
