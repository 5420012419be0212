/** Reads the form that a client posts to the built-in issuer, and the client's credentials. */
import { isGuid } from "@odj/domain"
import { Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import {
  bodyTooLarge,
  clientInvalid,
  type OAuthFailure,
  parameterInvalid,
  parameterMissing,
} from "./OAuthFailure.ts"

type Posted = Pick<HttpRequest, "headers" | "body">

/** The parameters by name. A parameter with an empty value counts as missing (RFC 6749, 3.2). */
export type OAuthForm = ReadonlyMap<string, string>

/** Whether a content type is that of a form. */
export const isFormType = (type: string): boolean =>
  /^application\/x-www-form-urlencoded *(?:;|$)/i.test(type)

/** Reads form-encoded parameters; a repeated one is refused. */
export const readParameters = (text: string): Result.Result<OAuthForm, OAuthFailure> => {
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name)) return Result.fail(parameterInvalid(name))
    form.set(name, value)
  }
  return Result.succeed(form)
}

/** The text of a form. A body that is not a form has none. */
export const formText = ({ headers, body }: Posted): Result.Result<string, OAuthFailure> => {
  if (body === undefined) return Result.fail(bodyTooLarge)
  return Result.succeed(isFormType(headers["content-type"] ?? "") ? body.toString() : "")
}

/** Reads a form; a repeated parameter is refused. */
export const readForm = (posted: Posted): Result.Result<OAuthForm, OAuthFailure> =>
  Result.flatMap(formText(posted), readParameters)

/** Translates parameters of version 1.0, which name an API, to those of version 2.0, which name scopes. */
export const withScope = (form: OAuthForm, openId = ""): OAuthForm => {
  const resource = form.get("resource")
  return resource ? new Map([...form, ["scope", `${openId}${resource}/.default`]]) : form
}

/** The value of a required parameter. */
export const required = (form: OAuthForm, name: string): Result.Result<string, OAuthFailure> => {
  const value = form.get(name)
  return value ? Result.succeed(value) : Result.fail(parameterMissing(name))
}

/** Longer than every id of an application. Ids are stored with what was issued for them. */
const maxClientId = 256

/** The id of the client. A GUID can have any case; it is read in lower case. */
export const clientId = (form: OAuthForm): Result.Result<string, OAuthFailure> =>
  Result.flatMap(required(form, "client_id"), (id) =>
    id.length <= maxClientId
      ? Result.succeed(isGuid(id) ? id.toLowerCase() : id)
      : Result.fail(parameterInvalid("client_id")),
  )

const basic = /^Basic +(.*)/i

/** Decodes an id or a secret, which clients form-encode before they join the two (RFC 6749, 2.3.1). */
const decodeField = (text: string) =>
  new URLSearchParams(`field=${text.replaceAll("&", "%26")}`).get("field") ?? ""

/** Adds the credentials of the `Authorization` header, if any, to a form. */
export const withCredentials = (
  form: OAuthForm,
  { headers: { authorization } }: Posted,
): Result.Result<OAuthForm, OAuthFailure> => {
  if (authorization === undefined) return Result.succeed(form)
  const [, encoded = ""] = basic.exec(authorization) ?? []
  const [, id = "", secret = ""] = /^([^:]*):(.*)/s.exec(Buffer.from(encoded, "base64").toString()) ?? []
  if (id === "" || secret === "") return Result.fail(clientInvalid)
  if (form.has("client_secret") || (form.get("client_id") ?? decodeField(id)) !== decodeField(id))
    return Result.fail(parameterInvalid("client_secret"))
  return Result.succeed(
    new Map([...form, ["client_id", decodeField(id)], ["client_secret", decodeField(secret)]]),
  )
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/** How a client authenticates: not at all, by a secret, or by an assertion. The values are those of the claim `azpacr`. */
export type ClientAuthentication = "0" | "1" | "2"

/** How the client of a form authenticates. The credential itself is not checked here. */
export const clientAuthentication = (form: OAuthForm): Result.Result<ClientAuthentication, OAuthFailure> => {
  if (form.get("client_secret")) return Result.succeed("1")
  if (!form.get("client_assertion")) return Result.succeed("0")
  return Result.flatMap(required(form, "client_assertion_type"), (type) =>
    type === assertionType ? Result.succeed("2") : Result.fail(parameterInvalid("client_assertion_type")),
  )
}
