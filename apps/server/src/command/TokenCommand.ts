/** The command `odj-server token`, which makes a token with the key file of a server. */
import { UsageInvalid } from "@odj/command-line"
import { isGuid } from "@odj/domain"
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import { Console, Effect, Option, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import { defaultLifetime, mintToken } from "../issuer/MintToken.ts"
import { forBothText, isForBoth, tokenLifetime } from "../issuer/TokenRequestRules.ts"
import { readPublicUrl } from "../server/PublicUrl.ts"
import { commandWithVariables } from "./FlagVariables.ts"
import { type KeyFileRefused, readKeys } from "./KeyFile.ts"

const address = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      readPublicUrl(text) !== undefined ||
      "Expected an address such as http://127.0.0.1:8365 or https://graph.example.com/prefix",
  ),
)

const userError = (failure: KeyFileRefused | UsageInvalid, userMessage = failure.message) =>
  new CliError.UserError({ cause: failure, userMessage })

const usageInvalid = (message: string) => new UsageInvalid({ problems: [{ path: [], message }] })

const forBoth = usageInvalid(forBothText("--user", "--scope", "--role"))

export const tokenFlags = {
  keys: Flag.String("keys").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("Required. The key file of the server, which is the value of its --keys"),
  ),
  url: Flag.String("url").pipe(
    Flag.withSchema(address),
    Flag.withMetavar("URL"),
    Flag.withDescription(
      "An address of the server, or its --public-url if it has one (default: http://127.0.0.1:8365)",
    ),
    Flag.withDefault("http://127.0.0.1:8365"),
  ),
  tenant: Flag.String("tenant").pipe(
    Flag.withSchema(Schema.String.check(Schema.makeFilter((text) => isGuid(text) || "Expected a GUID"))),
    Flag.withMetavar("GUID"),
    Flag.withDescription(`The tenant whose connectors the token can access (default: ${defaultTenant})`),
    Flag.withDefault(defaultTenant),
  ),
  user: Flag.String("user").pipe(
    Flag.withSchema(Schema.NonEmptyString),
    Flag.withMetavar("NAME"),
    Flag.withDescription(
      "Make the token of this user, such as ada@contoso.onmicrosoft.com; not together with --role",
    ),
    Flag.optional,
  ),
  scopes: Flag.String("scope").pipe(
    Flag.withSchema(Schema.NonEmptyString),
    Flag.withMetavar("PERMISSION"),
    Flag.withDescription("Make a user's token with this permission; repeatable; not together with --role"),
    Flag.atLeast(0),
  ),
  roles: Flag.String("role").pipe(
    Flag.withSchema(Schema.NonEmptyString),
    Flag.withMetavar("PERMISSION"),
    Flag.withDescription(
      `Make an application's token with this permission; repeatable (default without --scope: ${readWritePermission})`,
    ),
    Flag.atLeast(0),
  ),
  expiresIn: Flag.Int("expires-in").pipe(
    Flag.withSchema(tokenLifetime),
    Flag.withMetavar("SECONDS"),
    Flag.withDescription("The lifetime of the token, 1 to 86400 (default: 3600)"),
    Flag.withDefault(defaultLifetime),
  ),
}

export const token = commandWithVariables(
  "token",
  tokenFlags,
  Effect.fnUntraced(function* ({ keys, url, tenant, user, scopes, roles, expiresIn }, { rename, check }) {
    yield* Effect.mapError(check, (failure) => userError(failure))
    const request = {
      tenant,
      expiresIn,
      user: Option.getOrUndefined(user),
      scopes: scopes.length > 0 ? scopes : undefined,
      roles: roles.length > 0 ? roles : undefined,
    }
    if (isForBoth(request)) return yield* userError(forBoth, rename(forBoth.message))
    const signing = yield* Effect.mapError(readKeys(keys), (failure) => userError(failure))
    const issuer = { url: readPublicUrl(url) ?? url, keys: Effect.succeed(signing) }
    const minted = Effect.mapError(mintToken(issuer, request), ({ sentence }) =>
      userError(usageInvalid(sentence)),
    )
    yield* Console.log(yield* minted)
  }),
).pipe(
  Command.withDescription("Print only a token, for the server that uses the same --keys"),
  Command.withExamples([
    {
      command: "odj-server token --keys keys.json",
      description: "Make an application's token to read and write in the default tenant",
    },
    {
      command: `odj-server token --keys keys.json --scope ${readPermission}`,
      description: "Make a token for a user who can only read",
    },
    {
      command: "odj-server token --keys keys.json --user ada@contoso.onmicrosoft.com",
      description: "Make a token for one user",
    },
  ]),
)
