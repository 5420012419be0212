/** Gets tokens for a profile. A failure has the words of the issuer, which contain no secret. */
import type { AccessToken } from "@azure/identity"
import { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { Console, Effect, type Redacted } from "effect"
import type { Network } from "../network/Network.ts"
import type { Profile } from "../profiles/Profile.ts"
import type { ChosenProfile } from "../profiles/Profiles.ts"

const failed = (message: string) =>
  new ConnectorStoreRefused({ report: { message }, reason: "SignInRequired" })

/** The credentials reject with a failure of the store. */
const attempt = <A>(run: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({
    try: run,
    catch: (error) =>
      error instanceof ConnectorStoreRefused || error instanceof ConnectorStoreUnavailable
        ? error
        : failed(String(error)),
  })

const credentials = Effect.promise(() => import("../profiles/Credential.ts"))

const required = (token: AccessToken | null) =>
  token === null ? Effect.fail(failed("no token was issued")) : Effect.succeed(token)

/** A token from the stored sign-in, without a prompt. */
export const tokenOf = Effect.fnUntraced(function* (
  chosen: ChosenProfile,
  network: Network,
  secret?: Redacted.Redacted,
) {
  const { credentialOf } = yield* credentials
  const token = yield* attempt(async (abortSignal) => {
    const credential = await credentialOf(chosen, network, secret)
    return credential.getToken(chosen.profile.scope, { abortSignal })
  })
  return yield* required(token)
})

/**
 * Shows a device code, waits until a person has signed in with it, and returns the profile with their account. The tokens
 * are in the cache file with the given name.
 */
export const signInWithDeviceCode = Effect.fnUntraced(function* (
  profile: Profile,
  cache: string,
  network: Network,
) {
  const { deviceCode } = yield* credentials
  const { serializeAuthenticationRecord } = yield* Effect.promise(() => import("@azure/identity"))
  const console = yield* Console.Console
  const record = yield* attempt(async (abortSignal) => {
    const credential = await deviceCode(profile, cache, network, ({ message }) => console.error(message))
    return credential.authenticate(profile.scope, { abortSignal })
  })
  if (record === undefined) return yield* failed("no one signed in")
  const person: Profile = {
    ...profile,
    tenant: record.tenantId,
    account: record.username,
    record: serializeAuthenticationRecord(record),
  }
  // Get a token the way later commands do, so that a sign-in they could not use fails now.
  yield* attempt(async (abortSignal) =>
    (await deviceCode(person, cache, network)).getToken(profile.scope, { abortSignal }),
  )
  return person
})
