/** Gets tokens for a profile. What keeps it from one is told in the words of `@azure/identity`, which show no secret. */

import type { AccessToken } from "@azure/identity"
import { ConnectorStoreRefused } from "@odj/core"
import { Console, Effect, Predicate, type Redacted } from "effect"
import type { Profile } from "../profiles/Profile.ts"
import type { ChosenProfile } from "../profiles/Profiles.ts"

const failed = (error: unknown) =>
  new ConnectorStoreRefused({
    report: {
      message: (Predicate.isError(error) ? error.message : String(error))
        .split(/[\r\n]+/)
        .join(" ")
        .trim(),
    },
    reason: "SignInRequired",
  })

const attempt = <A>(run: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: failed })

const credentials = Effect.promise(() => import("../profiles/Credential.ts"))

const given = (token: AccessToken | null) =>
  token === null ? Effect.fail(failed("There is no token")) : Effect.succeed(token)

/** A token by what is kept, and without asking anybody. */
export const tokenOf = Effect.fnUntraced(function* (chosen: ChosenProfile, secret?: Redacted.Redacted) {
  const { credentialOf } = yield* credentials
  const token = yield* attempt(async (abortSignal) => {
    const credential = await credentialOf(chosen, secret)
    return credential.getToken(chosen.profile.scope, { abortSignal })
  })
  return yield* given(token)
})

/**
 * Shows a person a code, and waits until they have signed in with it; answers the profile with who it was. The tokens are
 * in the file of the name that is given.
 */
export const askPerson = Effect.fnUntraced(function* (profile: Profile, cache: string) {
  const { deviceCode } = yield* credentials
  const { serializeAuthenticationRecord } = yield* Effect.promise(() => import("@azure/identity"))
  const console = yield* Console.Console
  const record = yield* attempt(async (abortSignal) => {
    const credential = await deviceCode(profile, cache, ({ message }) => console.error(message))
    return credential.authenticate(profile.scope, { abortSignal })
  })
  if (record === undefined) return yield* failed("Nobody has signed in")
  const person: Profile = {
    ...profile,
    tenant: record.tenantId,
    account: record.username,
    record: serializeAuthenticationRecord(record),
  }
  // As the commands that follow will ask for one.
  yield* attempt(async (abortSignal) =>
    (await deviceCode(person, cache)).getToken(profile.scope, { abortSignal }),
  )
  return person
})
