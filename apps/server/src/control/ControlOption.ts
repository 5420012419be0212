/** Whether a server may be controlled over HTTP, and the rules for that setting. */
import { isLoopback } from "@odj/graph-wire"
import { Predicate } from "effect"

/** The token that programs need to control a server. */
export interface ControlToken {
  readonly token: string
}

/** Whether programs may control a server: with its token, without one on its machine (`true`), or not at all. */
export type ControlOption = boolean | ControlToken

/** What a token has to be, as the end of a sentence. */
export const controlTokenForm = "must be printable ASCII characters without spaces"

/** Whether a client can send the token after `Bearer`. */
export const isControlToken = (token: unknown): boolean =>
  typeof token === "string" && /^[\x21-\x7e]+$/.test(token)

/** What the option has to be, as the end of a sentence. */
export const controlForm =
  "must be true, false, or { token } with a token of printable ASCII characters without spaces"

/** A program without types can give any value. */
export const isControlOption = (option: unknown): option is ControlOption =>
  Predicate.isBoolean(option) || (Predicate.hasProperty(option, "token") && isControlToken(option.token))

/** When there has to be a token, as the end of a sentence. */
export const tokenForm =
  "must have a token if the server does not listen on a loopback address, or has a public URL"

/** Whether the option suits the address on which the server listens and its public URL. */
export const isControlAllowed = (
  option: ControlOption | undefined,
  host: string,
  publicUrl: string | undefined,
): boolean => option !== true || (isLoopback(host) && publicUrl === undefined)
