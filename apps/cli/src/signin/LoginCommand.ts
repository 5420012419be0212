/** The command `odj login`: signs in, and stores the sign-in. */
import { readPermission, readWritePermission } from "@odj/graph-wire"
import { Console, Effect, Option, Stdio } from "effect"
import { Command, Prompt } from "effect/cli"
import { environmentSecret, masked, secretMissing, secretName } from "../profiles/ClientSecret.ts"
import { isReadOnly, type Profile, tokenFileOf } from "../profiles/Profile.ts"
import { folder, namedProfile, networkOf, readProfiles, writeProfiles } from "../profiles/Profiles.ts"
import { profilesFile } from "../profiles/StoredNames.ts"
import { loginFlags, profileOf } from "./LoginFlags.ts"
import { signInWithDeviceCode, tokenOf } from "./SignIn.ts"

/** The secret in the environment, or the one that a person types. */
const readSecret = Effect.gen(function* () {
  const secret = yield* environmentSecret
  if (Option.isSome(secret)) return secret.value
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if (!(yield* stdinIsTerminal)) return yield* secretMissing
  const typed = Prompt.run(Prompt.Password({ message: "Client secret" }))
  // The prompt does not end its line if the person cancels it.
  return yield* Effect.flatMap(
    Effect.tapError(typed, () => Console.error()),
    masked,
  )
})

/** Signs in a person with a new token cache, which replaces the old one only after they have signed in. */
const signInPerson = Effect.fnUntraced(function* (name: string, profile: Profile) {
  const { configFolder, removePrivate, renamePrivate } = yield* folder
  const at = configFolder()
  const cache = `${tokenFileOf(name)}.${crypto.randomUUID()}.tmp`
  const rename = Effect.promise(() => renamePrivate(at, cache, tokenFileOf(name)))
  const remove = Effect.promise(() => removePrivate(at, cache))
  const network = yield* networkOf({ name, profile })
  return yield* signInWithDeviceCode(profile, cache, network).pipe(
    Effect.tap(rename),
    Effect.ensuring(remove),
  )
})

/** Signs in, and gets a token: a sign-in without one is not stored. */
const signIn = Effect.fnUntraced(function* (name: string, profile: Profile) {
  if (profile.method === "device-code") return yield* signInPerson(name, profile)
  const secret = profile.method === "client-secret" ? yield* readSecret : undefined
  const chosen = { name, profile }
  yield* tokenOf(chosen, yield* networkOf(chosen), secret)
  return profile
})

const summary = (at: string, name: string, profile: Profile) => {
  const { method, account, cloud, url } = profile
  return [
    `Signed in${account === undefined ? "" : ` as ${account}`} with ${method} under the name ${name}, for ${cloud === undefined ? url : `Graph in the cloud ${cloud}`}.`,
    `Stored in ${at}, in files that only you can read:`,
    `  ${profilesFile}: where to sign in, as whom and how; no secrets`,
    ...(method === "device-code" ? [`  ${tokenFileOf(name)}: the tokens; keep this file secret`] : []),
    ...(isReadOnly(profile)
      ? ["This sign-in asks only for the permission to read. To write, run `odj login` without --read-only."]
      : []),
    ...(method === "client-secret" ? [`The secret is not stored: set ${secretName} for every command.`] : []),
    "`odj logout` removes this sign-in.",
  ].join("\n")
}

export const login = Command.make(
  "login",
  loginFlags,
  Effect.fnUntraced(function* (input) {
    const name = (yield* namedProfile(input.profile)) ?? "default"
    // Read before the sign-in, so that a damaged file fails early, and again after it, since it may have changed.
    yield* readProfiles
    const profile = yield* signIn(name, yield* profileOf(input))
    const stored = yield* readProfiles
    yield* writeProfiles({ default: name, profiles: { ...stored.profiles, [name]: profile } })
    const { configFolder } = yield* folder
    yield* Console.error(summary(configFolder(), name, profile))
  }),
).pipe(
  Command.withShortDescription("Sign in to a tenant"),
  Command.withDescription(`Sign in to a tenant. Later commands use this sign-in.

  By default, a user signs in with a device code. odj prints the code and the web address for entering it. The user is
  asked to consent to ${readWritePermission}, or with --read-only to
  ${readPermission}. An application must have been granted
  ${readPermission} (to read) or ${readWritePermission} (to write).

  A stored sign-in has a name, its profile: the value of --profile or ODJ_PROFILE, or "default". The new sign-in becomes
  the default: commands use it unless --profile, ODJ_PROFILE, ODJ_TOKEN or ODJ_DATABASE_URL is set.

  Sign-ins are stored in $ODJ_CONFIG_DIR if it is set, else in $XDG_CONFIG_HOME/odj or ~/.config/odj, and on Windows in
  %APPDATA%\\odj.

  Exit codes:
      0  signed in
      1  a bug in odj
      2  invalid input: also a missing certificate, or an unknown tenant
      3  the sign-in was refused or declined
      5  the sign-in service can't be reached, or is not trusted
    130  interrupted`),
  Command.withExamples([
    {
      command: "odj login --tenant contoso.onmicrosoft.com",
      description: "Sign in as a user, with a device code",
    },
    {
      command: "odj login --tenant contoso.onmicrosoft.com --read-only",
      description: "Ask only for the permission to read",
    },
    {
      command:
        "odj login --tenant contoso.onmicrosoft.com --client-id 00000000-0000-0000-0000-000000000000 --certificate app.pem --profile app",
      description: "Sign in as an application with a certificate, and name the sign-in `app`",
    },
    {
      command:
        "AZURE_CLIENT_SECRET=… odj login --tenant contoso.onmicrosoft.com --client-id 00000000-0000-0000-0000-000000000000 --client-secret",
      description: "Sign in as an application with a secret",
    },
    {
      command: "odj login --url https://127.0.0.1:8443/beta --authority https://127.0.0.1:8443",
      description: "Sign in to an emulator with its own issuer",
    },
  ]),
)
