/** Makes tokens of the built-in issuer for programs that control the server. */
import { type Problem, problemsOf } from "@odj/domain"
import { Effect, Predicate, Result, Schema, SchemaParser } from "effect"
import { decodeJwt } from "jose"
import { openDirectory } from "../directory/Directory.ts"
import type { TokenRequest } from "../issuer/MintToken.ts"
import { forBothText, isForBoth, tokenLifetime } from "../issuer/TokenRequestRules.ts"
import type { ControlledServer } from "../server/HttpControl.ts"
import { type ControlFailure, inputInvalid, issuerMissing } from "./ControlFailure.ts"

const optional = Schema.optionalKey

const permissions = Schema.Array(
  Schema.String.check(Schema.isPattern(/^\S+$/, { message: "Expected a permission, without spaces" })),
)

const fields = {
  tenant: optional(
    Schema.String.check(
      Schema.makeFilter(
        (name) => Result.isSuccess(openDirectory.tenantOf(name)) || "Expected a GUID or a domain",
      ),
    ),
  ),
  user: optional(Schema.NonEmptyString),
  scopes: optional(permissions),
  roles: optional(permissions),
  expiresIn: optional(tokenLifetime),
  appId: optional(Schema.NonEmptyString),
} satisfies Record<keyof TokenRequest, unknown>

const readFields = SchemaParser.decodeUnknownResult(
  Schema.Struct(fields).annotate({
    message: "Expected an object",
    messageUnexpectedKey: `Unknown property (known: ${Object.keys(fields).join(", ")})`,
  }),
  { errors: "all", onExcessProperty: "error" },
)

/** Reads a request for a token. Fails with every problem. */
export const readTokenRequest = (input: unknown): Result.Result<TokenRequest, ControlFailure> => {
  const read = readFields(input)
  const problems: ReadonlyArray<Problem> = [
    ...(Result.isFailure(read) ? problemsOf(read.failure) : []),
    ...(Predicate.isReadonlyObject(input) && isForBoth(input)
      ? [{ path: ["roles"], message: forBothText("user", "scopes", "roles") }]
      : []),
  ]
  return problems.length > 0
    ? Result.fail(inputInvalid(problems))
    : Result.mapError(read, () => inputInvalid([]))
}

/** Makes a token, at the address that the client used. */
export const makeToken = Effect.fnUntraced(function* (
  issuer: ControlledServer["issuer"],
  url: string,
  request: TokenRequest,
) {
  if (issuer === undefined) return yield* issuerMissing
  const token = yield* Effect.mapError(issuer.mint(url, request), ({ sentence }) =>
    inputInvalid([{ path: ["user"], message: sentence }]),
  )
  const { tid, appid, upn, scp, roles, exp = 0, iat = 0 } = decodeJwt(token)
  return {
    token,
    tenant: tid,
    appId: appid,
    user: upn,
    permissions: typeof scp === "string" ? scp.split(" ").filter((scope) => scope !== "") : (roles ?? []),
    expiresIn: exp - iat,
  }
})
