/** The command `odj whoami`: as whom the commands work. A token is never looked into. */
import { UsageInvalid } from "@odj/command-line"
import { DateTime, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { makeOutput } from "../output/Output.ts"
import { secretFor } from "../profiles/ClientSecret.ts"
import { chooseProfile, profileFlag } from "../profiles/Profiles.ts"
import { environmentToken } from "../target/Target.ts"
import { tokenOf } from "./SignIn.ts"

const byToken = {
  method: "ODJ_TOKEN",
  note: "The token in ODJ_TOKEN is sent as it is. odj does not look into it, and can't say whose it is or when it ends.",
}

/** What is known of the sign-in once it has given a token again, which may be the one that it has. */
const describe = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const chosen = yield* chooseProfile(given)
  if (chosen === undefined) {
    return yield* UsageInvalid.of("target", "Expected a sign-in: make one with odj login")
  }
  const { name, profile } = chosen
  const { expiresOnTimestamp } = yield* tokenOf(chosen, yield* secretFor(profile))
  return {
    profile: name,
    cloud: profile.cloud ?? null,
    url: profile.url,
    tenant: profile.tenant ?? null,
    account: profile.account ?? profile.clientId ?? null,
    method: profile.method,
    expires: DateTime.formatIso(DateTime.makeUnsafe(expiresOnTimestamp)),
  }
})

export const whoami = Command.make(
  "whoami",
  { profile: profileFlag },
  Effect.fnUntraced(function* ({ profile }) {
    const output = yield* makeOutput
    const token = Option.isNone(profile) ? yield* environmentToken : undefined
    yield* output.one(token === undefined ? yield* describe(profile) : byToken)
  }),
).pipe(
  Command.withShortDescription("Show as whom the commands work"),
  Command.withDescription(`Show as whom the commands work: the profile, its cloud and tenant, the account or the application, how
  it is signed in, and when its token ends. Needs no permission.

  Exit codes:
      0  signed in
      1  the result can't be written, or a bug in odj
      2  bad input, or there is no sign-in, or no secret in AZURE_CLIENT_SECRET where it needs one
      3  what is kept gives no token any more: sign in again`),
  Command.withExamples([{ command: "odj whoami -o json", description: "For a script" }]),
)
