/** The command `odj-server token`: a token for a server that was started with the same file of keys. */
import { UsageInvalid } from "@odj/command-line"
import { isGuid } from "@odj/domain"
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import { Console, Effect, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import { defaultLifetime, mintToken } from "../issuer/MintToken.ts"
import { type KeyFileRefused, readKeys } from "./KeyFile.ts"

const origin = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      URL.parse(text)?.origin === text.replace(/\/$/, "") ||
      "Expected an address such as http://127.0.0.1:8365",
  ),
)

const userError = (failure: KeyFileRefused | UsageInvalid) =>
  new CliError.UserError({ cause: failure, userMessage: failure.message })

const eitherOr = UsageInvalid.of(
  "--scope",
  "Expected without --role: a token is a user's or an application's",
)

export const token = Command.make(
  "token",
  {
    keys: Flag.String("keys").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("The file of keys that the server was started with"),
    ),
    url: Flag.String("url").pipe(
      Flag.withSchema(origin),
      Flag.withDescription("The address of the server (default: http://127.0.0.1:8365)"),
      Flag.withDefault("http://127.0.0.1:8365"),
    ),
    tenant: Flag.String("tenant").pipe(
      Flag.withSchema(Schema.String.check(Schema.makeFilter((text) => isGuid(text) || "Expected a GUID"))),
      Flag.withDescription(`The tenant, whose connectors alone are seen (default: ${defaultTenant})`),
      Flag.withDefault(defaultTenant),
    ),
    scopes: Flag.String("scope").pipe(
      Flag.withSchema(Schema.NonEmptyString),
      Flag.withDescription("For a user's token: a permission; can be given several times"),
      Flag.atLeast(0),
    ),
    roles: Flag.String("role").pipe(
      Flag.withSchema(Schema.NonEmptyString),
      Flag.withDescription(
        `For an application's token: a permission; can be given several times (default: ${readWritePermission})`,
      ),
      Flag.atLeast(0),
    ),
    expiresIn: Flag.Int("expires-in").pipe(
      Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 86_400 }))),
      Flag.withMetavar("SECONDS"),
      Flag.withDescription("How long it is valid, 1 to 86400 (default: 3600)"),
      Flag.withDefault(defaultLifetime),
    ),
  },
  Effect.fnUntraced(function* ({ keys, url, tenant, scopes, roles, expiresIn }) {
    if (scopes.length > 0 && roles.length > 0) return yield* userError(eitherOr)
    const signing = yield* Effect.mapError(readKeys(keys), userError)
    const issuer = { url: url.replace(/\/$/, ""), keys: Effect.succeed(signing) }
    const minted = mintToken(issuer, {
      tenant,
      expiresIn,
      scopes: scopes.length > 0 ? scopes : undefined,
      roles: roles.length > 0 ? roles : undefined,
    })
    yield* Console.log(yield* minted)
  }),
).pipe(
  Command.withDescription(
    "Print a token for a server that was started with the same --keys, and nothing else",
  ),
  Command.withExamples([
    {
      command: "odj-server token --keys keys.json",
      description: "May read and write the default tenant's connectors",
    },
    {
      command: `odj-server token --keys keys.json --scope ${readPermission}`,
      description: "A user's, that may only read",
    },
  ]),
)
