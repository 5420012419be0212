/** Whether a person has to sign in, who has signed in, and the token of that person. */
import { signal } from "@preact/signals"
import { base } from "./Base.ts"
import type { SignInSettings } from "./ConsoleSettings.ts"
import { consoleSettings } from "./Settings.ts"
import {
  beginSignIn,
  endSession,
  finishSignIn,
  isRefusal,
  type Person,
  type PersonTokens,
  refreshTokens,
  signInProblem,
  takeReturned,
} from "./SignIn.ts"
import { until } from "./Until.ts"

type PersonSession =
  /** The settings are not there yet, or the page is about to leave for the issuer's. */
  | { readonly kind: "starting" }
  /** The server needs no person. */
  | { readonly kind: "notNeeded" }
  | { readonly kind: "signedIn"; readonly person: Person }
  | { readonly kind: "signedOut"; readonly problem: string }
  /** What the person sees and edits is still there. */
  | { readonly kind: "expired"; readonly person: Person; readonly problem: string }

export const personSession = signal<PersonSession>({ kind: "starting" })

/** In the tab, for the one load after a person has signed out: that load does not sign in by itself. */
const signedOutKey = "odj.signedOut"

const returned = takeReturned()
const hasSignedOut = sessionStorage.getItem(signedOutKey) !== null
sessionStorage.removeItem(signedOutKey)

let tokens: PersonTokens | undefined

const signInSettings = (): SignInSettings | undefined => {
  const given = consoleSettings.peek()?.tokens
  return typeof given === "object" ? given : undefined
}

const keep = (given: PersonTokens) => {
  tokens = given
  personSession.value = { kind: "signedIn", person: given.person }
}

const signedOut = (problem: string) => {
  tokens = undefined
  personSession.value = { kind: "signedOut", problem }
}

/** Names the person who has signed out, to the other windows. */
const signOuts = new BroadcastChannel(`odj.signOut ${base.pathname}`)
signOuts.onmessage = ({ data }: MessageEvent<string>) => {
  if (tokens?.person.username === data) signedOut("You have signed out in another window.")
}

/** Leaves the page to sign in. `prompt` is OpenID's: `select_account` is for another person. */
export const signIn = async (prompt?: "select_account"): Promise<void> => {
  const settings = signInSettings()
  if (settings === undefined) return
  try {
    await beginSignIn(settings, prompt)
  } catch (error) {
    signedOut(signInProblem(error))
  }
}

/** Forgets the tokens, and ends the session at the issuer. */
export const signOut = async (): Promise<void> => {
  const settings = signInSettings()
  const hint = tokens?.logoutHint
  if (tokens !== undefined) signOuts.postMessage(tokens.person.username)
  signedOut("You have signed out.")
  if (settings === undefined) return
  sessionStorage.setItem(signedOutKey, "true")
  try {
    await endSession(settings, hint)
  } catch (error) {
    signedOut(signInProblem(error))
  }
}

const start = async (settings: SignInSettings) => {
  if (hasSignedOut) return signedOut("You have signed out.")
  // Only a page that has not returned leaves by itself. Otherwise a failure would repeat without an end.
  if (returned === undefined) return signIn()
  const { begun, parameters } = returned
  if (begun === undefined)
    return signedOut("This page did not ask for the sign-in that just ended, so it was ignored.")
  try {
    keep(await finishSignIn(settings, { begun, parameters }))
  } catch (error) {
    signedOut(signInProblem(error))
  }
}

void until(() => consoleSettings.value !== undefined).then(() => {
  const settings = signInSettings()
  if (settings === undefined) personSession.value = { kind: "notNeeded" }
  else void start(settings)
})

const expire = (person: Person, problem: string): undefined => {
  tokens = undefined
  personSession.value = { kind: "expired", person, problem }
}

const renew = async (before: PersonTokens): Promise<string | undefined> => {
  const settings = signInSettings()
  const { refresh, person } = before
  if (settings === undefined || refresh === undefined)
    return expire(person, "Your sign-in has expired, or the server no longer accepts it.")
  try {
    keep(await refreshTokens(settings, { ...before, refresh }))
    return tokens?.access
  } catch (error) {
    return isRefusal(error) ? expire(person, signInProblem(error)) : undefined
  }
}

let renewing: Promise<string | undefined> | undefined

const renewed = (before: PersonTokens): Promise<string | undefined> => {
  renewing ??= renew(before).finally(() => {
    renewing = undefined
  })
  return renewing
}

/**
 * The access token of the person, other than the one that the server has refused, as soon as one has signed in; `undefined` if
 * the person has to sign in again, or if the issuer can't be reached. Concurrent callers share a renewal.
 */
export const personToken = async (refused?: string): Promise<string | undefined> => {
  await until(() => personSession.value.kind === "signedIn" || personSession.value.kind === "expired")
  if (tokens === undefined) return undefined
  return tokens.access === refused || Date.now() >= tokens.until ? renewed(tokens) : tokens.access
}
