/** Addresses of services, and where a bearer token may go. */
import { Effect, Schema } from "effect"
import { UsageInvalid } from "../flags/UsageInvalid.ts"

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

/** This machine, in the form that `URL` gives it; names below `localhost` are not known everywhere. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

export const isLoopback = ({ hostname }: URL): boolean => loopback.test(hostname)

/** Whether nobody on the way can read what is sent there. */
export const isSecure = (url: URL): boolean => url.protocol === "https:" || isLoopback(url)
