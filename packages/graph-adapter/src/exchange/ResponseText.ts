/**
 * Describes a response that is no response of the service's API: most come from a proxy, a login page or another service,
 * and the text at hand says which.
 */
import { Option } from "effect"
import type { ServiceResponse } from "./ServiceResponse.ts"

/** How many characters are shown. */
const maxLength = 200

/** How many characters are searched: patterns take long on long texts. */
const searchedLength = 16_384

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim()
  return line.length <= maxLength ? line : `${line.slice(0, maxLength)}…`
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: " ",
}

/** The title of a web page, or else its first words. */
const pageText = (html: string): string => {
  const title = /<title[^>]*>([^<]*)<\/title/i.exec(html)?.[1]?.trim()
  const words = html.replaceAll(/<(script|style|head)\b.*?<\/\1\s*>|<!--.*?-->|<[^>]*>/gis, " ")
  return shortened((title || words).replaceAll(/&(#?\w+);/g, (whole, name) => entities[name] ?? whole))
}

const asksForSignIn = /\b(sign|log)(ged|ging)?[ -]?(in|on)\b|type=["']?password/i
const namesProxy = /\b(proxy|firewall|gateway|web ?filter|captive|blocked|network access)\b/i

const pageDescription = (html: string, status: number): string => {
  const text = pageText(html)
  const isFamiliar = status === 511 || asksForSignIn.test(html) || namesProxy.test(text)
  return `a web page${text && `, "${text}"`}${isFamiliar ? ", probably of a proxy or a login" : ""}`
}

/** The address of a redirect, without its parameters, its query and its user, which may hold secrets. */
const redirectDescription = (location: string | undefined): string => {
  if (!location) return "a redirect without a Location"
  const address = location.replace(/[?#;].*/s, "").replace(/\/\/[^/]*@/, "//")
  return `a redirect to ${shortened(address)}`
}

const isHtml = (contentType: string, text: string) =>
  /\bhtml\b/i.test(contentType) || /^\s*<(!doctype|html)\b/i.test(text)

/** What the response is instead of a response of the API. */
const contentDescription = ({
  status,
  headers,
  body,
  isSuccess,
  isRedirect,
  foreignCoding,
}: ServiceResponse): string => {
  if (isRedirect) return redirectDescription(headers.location)
  if (foreignCoding !== undefined)
    return `a body in the encoding ${shortened(foreignCoding)}, which was not requested`
  const contentType = headers["content-type"] ?? ""
  const text = Option.getOrElse(body, () => "").slice(0, searchedLength)
  if (isHtml(contentType, text)) return pageDescription(text, status)
  if (text.trim() === "") return Option.isNone(body) ? "an unreadable body" : "an empty body"
  // The text of an unreadable success is a part of a connector, or some other data.
  return isSuccess ? `an unexpected body${contentType && ` (${shortened(contentType)})`}` : shortened(text)
}

/** Describes the response in a sentence, without a full stop. */
export const describe = (response: ServiceResponse): string =>
  response.status === 407
    ? "The proxy requires a user and a password (407)"
    : `HTTP ${response.status} from ${response.host}: ${contentDescription(response)}`
