/** The service URLs that flags give. */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Schema } from "effect"

const Url = Schema.URLFromString.check(
  Schema.makeFilter(({ protocol }) => protocol === "http:" || protocol === "https:"),
  Schema.makeFilter(({ username, password, search, hash }) => username + password + search + hash === ""),
)

/** Reads the URL that a flag gives. The failure does not repeat it, since it may contain a password. */
export const parseUrl = (flag: string, url: string) =>
  Effect.mapError(Schema.decodeEffect(Url)(url), () =>
    UsageInvalid.of(flag, "Expected an http:// or https:// URL without user, query or fragment"),
  )
