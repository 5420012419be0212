/** The command line of `odj-server`: where to listen. */
import { collectionPath } from "@odj/graph-wire"
import { Console, Effect, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import { handle } from "./GraphEndpoint.ts"
import { defaultLimits, listen } from "./HttpListener.ts"

const example = (url: string) => `
Create a connector:

curl -i ${url}/beta/${collectionPath} \\
  -H 'Authorization: Bearer any-token' \\
  -H 'Content-Type: application/json' \\
  -d '{"displayName":"HQ","lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00","state":"active","version":"6.2504.2001.8"}'
`

export const serve = Command.make(
  "odj-server",
  {
    host: Flag.String("host").pipe(
      Flag.withSchema(Schema.NonEmptyString),
      Flag.withDescription("The address to listen on (default: 127.0.0.1)"),
      Flag.withDefault("127.0.0.1"),
    ),
    port: Flag.Int("port").pipe(
      Flag.withSchema(Schema.Port),
      Flag.withDescription("The port to listen on; 0 takes a free one (default: 8365)"),
      Flag.withDefault(8365),
    ),
  },
  Effect.fnUntraced(function* ({ host, port }) {
    const url = yield* Effect.mapError(
      listen({ host, port, limits: defaultLimits }, handle),
      (failure) =>
        new CliError.UserError({ cause: failure, userMessage: `Can't listen: ${failure.message}` }),
    )
    yield* Console.log(`odj-server listening on ${url}`)
    yield* Console.log(example(url))
    return yield* Effect.never
  }, Effect.scoped),
).pipe(
  Command.withDescription("A Microsoft Graph endpoint for domain join connectors, kept in memory"),
  Command.withExamples([{ command: "odj-server --port 0", description: "Listen on a free port" }]),
)
