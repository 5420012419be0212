/** Addresses of services, as flags give them. */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Schema } from "effect"

const Url = Schema.URLFromString.check(
  Schema.makeFilter(({ protocol }) => protocol === "http:" || protocol === "https:"),
  Schema.makeFilter(({ username, password, search, hash }) => username + password + search + hash === ""),
)

/** Reads the address that a flag gives; does not show it, since it may hold a password. */
export const parseUrl = (flag: string, url: string) =>
  Effect.mapError(Schema.decodeEffect(Url)(url), () =>
    UsageInvalid.of(
      flag,
      "Expected an address that begins with http:// or https:// and has no user, query or fragment",
    ),
  )
