/** The command `odj whoami`: shows the sign-in that commands use. It never reads the contents of a token. */
import { ConnectorStoreUnavailable } from "@odj/core"
import { Clock, Console, DateTime, Duration, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { Waiting } from "../network/Waiting.ts"
import { makeOutput } from "../output/Output.ts"
import { secretFor } from "../profiles/ClientSecret.ts"
import { describeProfile } from "../profiles/DescribeProfile.ts"
import { noDefault } from "../profiles/KnownSignIns.ts"
import { tokenFileOf } from "../profiles/Profile.ts"
import {
  type ChosenProfile,
  chooseProfile,
  makeProfileFlag,
  networkOf,
  readProfiles,
} from "../profiles/Profiles.ts"
import { masking } from "../secrets/KnownSecrets.ts"
import { environmentToken } from "../target/Target.ts"
import { oneLine } from "../text/OneLine.ts"
import { tokenOf } from "./SignIn.ts"

const byToken = {
  method: "ODJ_TOKEN",
  note: "odj sends the token in ODJ_TOKEN without reading it, so its account and expiry are unknown.",
}

/** How long a person waits for a sign-in service before odj shows what it has stored. */
const patience = Duration.seconds(5)

const noToken = Effect.gen(function* () {
  const awaited = (yield* Waiting).awaited()
  const message = `No token within ${Duration.format(patience)}${awaited === undefined ? "" : `: still waiting for ${awaited}`}`
  return yield* new ConnectorStoreUnavailable({ report: { message }, reason: "TimedOut" })
})

/** The expiry of the stored token, in place of that of a new one which could not be requested. */
const storedExpiry = Effect.fnUntraced(function* (
  { name, profile }: ChosenProfile,
  { report }: ConnectorStoreUnavailable,
) {
  const { cachedExpiry } = yield* Effect.promise(() => import("../profiles/TokenCache.ts"))
  const expiry =
    profile.method === "device-code"
      ? yield* Effect.promise(() => cachedExpiry(tokenFileOf(name)))
      : undefined
  const mask = yield* masking
  const now = yield* Clock.currentTimeMillis
  const isExpired = expiry !== undefined && expiry <= now
  yield* Console.error(
    `${oneLine(mask(report.message))}. This is the stored data${isExpired ? "; the stored token has expired" : ""}.`,
  )
  return expiry
})

/** Describes the sign-in after getting a token, which may be the cached one. Needs no network if there is none. */
const describe = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const chosen = yield* chooseProfile(given)
  if (chosen === undefined) {
    return yield* noDefault(yield* readProfiles, [])
  }
  const { name, profile } = chosen
  const expiry = yield* tokenOf(chosen, yield* networkOf(chosen), yield* secretFor(profile)).pipe(
    Effect.timeoutOrElse({ duration: patience, orElse: () => noToken }),
    Effect.map(({ expiresOnTimestamp }): number | undefined => expiresOnTimestamp),
    Effect.catchTag("ConnectorStoreUnavailable", (failure) => storedExpiry(chosen, failure)),
  )
  return {
    ...describeProfile(name, profile),
    ca: profile.ca ?? null,
    expires: expiry === undefined ? null : DateTime.formatIso(DateTime.makeUnsafe(expiry)),
  }
})

export const whoami = Command.make(
  "whoami",
  {
    profile: makeProfileFlag(
      "Name of the sign-in to show (default: the default sign-in, which `odj profiles` shows). Env: ODJ_PROFILE",
    ),
  },
  Effect.fnUntraced(function* ({ profile }) {
    const output = yield* makeOutput
    const token = Option.isNone(profile) ? yield* environmentToken : undefined
    yield* output.one(token === undefined ? yield* describe(profile) : byToken)
  }),
).pipe(
  Command.withShortDescription("Show the signed-in account"),
  Command.withDescription(`Show the sign-in that commands use: its name, cloud, tenant, account or application, method, CA file,
  whether it is read-only, and the time at which its token expires. If there is no response from the sign-in service within five
  seconds, odj shows the stored data and reports this on standard error. Needs no permission.

  Exit codes:
      0  signed in
      1  the result can't be written, or a bug in odj
      2  invalid input, or AZURE_CLIENT_SECRET is missing for a sign-in that needs it
      3  not signed in, or the sign-in failed or has expired`),
  Command.withExamples([
    { command: "odj whoami -o json", description: "Show the account as JSON, for a script" },
  ]),
)
