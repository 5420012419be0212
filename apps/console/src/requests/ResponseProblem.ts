/** What the body of an error says: Graph's form, or that of OAuth 2.0. */
import { Predicate } from "effect"

interface ResponseProblem {
  readonly code: string
  readonly message: string
  /** Further members by name, such as `details`, without the ids and the time of `innerError`. */
  readonly more: Readonly<Record<string, unknown>>
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** Intune puts the message that a person can read into a JSON text. */
const readable = (message: string): string => {
  try {
    const { Message } = JSON.parse(message) as { readonly Message?: unknown }
    return typeof Message === "string" ? Message : message
  } catch {
    return message
  }
}

/** `undefined` if the body has neither form. */
export const responseProblem = (body: unknown): ResponseProblem | undefined => {
  if (!Predicate.isObject(body)) return undefined
  const { error, error_description, ...others } = body
  if (typeof error === "string") return { code: error, message: text(error_description), more: others }
  if (!Predicate.isObject(error)) return undefined
  const { code, message, innerError, ...more } = error
  return { code: text(code), message: readable(text(message)), more }
}
