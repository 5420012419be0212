/** Where a command works: in this process's memory, or in a service. */
import { Config, Effect, Option, type Redacted, Schema } from "effect"
import { Flag } from "effect/cli"
import { UsageInvalid } from "./UsageInvalid.ts"

export type Target =
  | { readonly _tag: "Memory" }
  | { readonly _tag: "Service"; readonly url: URL; readonly token: Redacted.Redacted }

export const targetFlags = {
  store: Flag.Literals("store", ["memory"]).pipe(
    Flag.withDescription("Work in this process's memory: to try a command, and keep nothing"),
    Flag.optional,
  ),
  url: Flag.String("url").pipe(
    Flag.withDescription(
      "Work in the service at this address, such as https://graph.microsoft.com/beta, with the bearer token in ODJ_TOKEN",
    ),
    Flag.optional,
  ),
}

interface TargetInput {
  readonly store: Option.Option<"memory">
  readonly url: Option.Option<string>
}

const Url = Schema.URLFromString.check(
  Schema.makeFilter(({ protocol }) => protocol === "http:" || protocol === "https:"),
  Schema.makeFilter(({ username, password, search, hash }) => username + password + search + hash === ""),
)

/** What a header can carry as a bearer token (RFC 6750, `b64token`). */
const Token = Schema.Redacted(Schema.String.check(Schema.isPattern(/^[\w.~+/-]+=*$/)))

const parseUrl = (url: string) =>
  Effect.mapError(Schema.decodeEffect(Url)(url), () =>
    UsageInvalid.of(
      "--url",
      "Expected an address that begins with http:// or https:// and has no user, query or fragment",
    ),
  )

const token = Effect.mapError(Config.schema(Token, "ODJ_TOKEN"), () =>
  UsageInvalid.of("ODJ_TOKEN", "Expected a bearer token in this environment variable"),
)

/** Decides where to work. There is no default: nothing is sent anywhere without being asked for. */
export const target = ({ store, url }: TargetInput): Effect.Effect<Target, UsageInvalid> => {
  if (Option.isSome(store) === Option.isSome(url)) {
    return Effect.fail(UsageInvalid.of("--url, --store", "Expected one of the two"))
  }
  return Option.match(url, {
    onNone: () => Effect.succeed({ _tag: "Memory" }),
    onSome: (url) => Effect.all({ _tag: Effect.succeed("Service" as const), url: parseUrl(url), token }),
  })
}
