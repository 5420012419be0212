/** Writes a recorded request as a command for POSIX shells and fish. */
import { isOwnRequest } from "../api/OwnRequest.ts"
import { isQuotable, printfArgument, shellWord } from "../api/ShellWord.ts"
import { type RecordedRequest, removed } from "./RecordedRequest.ts"

/** A command, and the variables with the secrets that it needs, which are not recorded. */
interface RequestCurl {
  readonly command: string
  readonly variables: ReadonlyArray<string>
}

/** Curl and the browser choose these themselves, or they say nothing about what is requested. */
const usual =
  /^(?:host|connection|content-length|transfer-encoding|accept-(?:encoding|language)|user-agent|expect|te|keep-alive|origin|referer|cookie|cache-control|pragma|priority|upgrade-insecure-requests|sec-.*|x-forwarded-.*|forwarded|via|authorization)$/

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A header whose characters are bytes. */
const headerWord = (name: string, value: string) => {
  if (value === "") return shellWord(`${name};`)
  const line = `${name}: ${value}`
  return /^[\x20-\x7e]*$/.test(line) ? shellWord(line) : `"$(printf ${printfArgument(latin1(line))})"`
}

/** The name of a variable for the secret with this name. */
const variableOf = (name: string) =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d|$)/, "_")

/** A parameter of a form without its value: a secret is removed, and a token decoded. */
const isSecret = (value: unknown) => value === removed || typeof value === "object"

const byteLength = (text: string) => new TextEncoder().encode(text).length

/** The text of a body that is no form. A text that was JSON is recorded without its quotes. */
const bodyText = ({ headers, body, bodyLength }: RecordedRequest): string => {
  const isText =
    typeof body === "string" &&
    bodyLength !== undefined &&
    (bodyLength === byteLength(body) || !/\bjson\b/i.test(headers["content-type"] ?? ""))
  return isText ? body : JSON.stringify(body)
}

/**
 * `base` is the server's address with a slash at the end, and `trust` are the options with which curl trusts the server.
 * Everything that the client has sent may be hostile.
 */
export const requestCurl = (
  request: RecordedRequest,
  base: string,
  trust: ReadonlyArray<string> = [],
): RequestCurl => {
  const { method, path, query, headers, body, token } = request
  const url = base.slice(0, -1) + path + (query === "" ? "" : `?${query}`)
  const type = headers["content-type"]
  const variables: Array<string> = []
  /** A word of a text and a variable. */
  const withVariable = (text: string, name: string) => {
    if (!variables.includes(name)) variables.push(name)
    return `${shellWord(text)}"$${name}"`
  }
  const scheme =
    token === undefined ? /^(?:Bearer|Basic)(?= )/i.exec(headers.authorization ?? "")?.[0] : "Bearer"

  const target = function* () {
    yield `curl -i ${shellWord(url)}`
    yield* trust
    // Curl expands brackets and braces, and resolves dots.
    if (/[[\]{}]/.test(url)) yield "--globoff"
    if (/\/\.\.?(?:[/?]|$)/.test(url)) yield "--path-as-is"
    if (method === "HEAD") yield "--head"
    else if (method !== "GET" || body !== undefined) yield `-X ${shellWord(method)}`
  }

  const head = function* () {
    if (scheme !== undefined) {
      const name = /^basic$/i.test(scheme) ? "CREDENTIALS" : "TOKEN"
      yield `-H ${withVariable(`Authorization: ${scheme} `, name)}`
    }
    for (const [name, value] of Object.entries(headers)) {
      if (usual.test(name) || (name === "accept" && value === "*/*")) continue
      if (name === "client-request-id" && isOwnRequest(request)) continue
      if (value === removed) yield `-H ${withVariable(`${name}: `, variableOf(name))}`
      else yield `-H ${headerWord(name, value)}`
    }
    // Curl sends the type of a form with every body.
    if (body !== undefined && type === undefined) yield "-H 'content-type:'"
  }

  const form = function* (fields: object) {
    for (const [name, values] of Object.entries(fields))
      for (const value of [values].flat()) {
        const field = `${encodeURIComponent(name)}=`
        if (isSecret(value)) yield `--data-urlencode ${withVariable(field, variableOf(name))}`
        else if (name !== "" && isQuotable(value)) yield `--data-urlencode ${shellWord(field + value)}`
        else yield `--data-raw ${shellWord(String(new URLSearchParams([[name, value]])))}`
      }
  }

  const options = [...target(), ...head()]
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type ?? "")
  let input = ""
  if (isForm && typeof body === "object" && body !== null) options.push(...form(body))
  else if (body !== undefined) {
    const text = bodyText(request)
    if (isQuotable(text)) options.push(`--data-raw ${shellWord(text)}`)
    else {
      // No argument can have U+0000.
      input = `printf ${printfArgument(new TextEncoder().encode(text))} | `
      options.push("--data-binary @-")
    }
  }
  return { command: input + options.join(" \\\n  "), variables }
}
