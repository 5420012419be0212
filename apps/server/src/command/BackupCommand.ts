/** The command `odj-server backup`, which copies a SQLite database, also while a server uses it. */
import { counted, UsageInvalid } from "@odj/command-line"
import { Console, Effect, Match, Option, Schema } from "effect"
import { Argument, CliError, Command, Flag } from "effect/cli"
import { commandWithVariables } from "./FlagVariables.ts"
import { serveFlags } from "./ServeFlags.ts"
import { isService, storeAddress } from "./StoreSettings.ts"
import { type Backup, Stores } from "./Stores.ts"

const noFile = (message: string) => new UsageInvalid({ problems: [{ path: [], message }] })

const refusals = {
  Service: noFile("A gateway stores nothing: back up the service behind it"),
  Memory: noFile(
    "A store in memory can't be backed up, because it ends with its server. Use --store sqlite:PATH",
  ),
  Postgres: noFile(
    'backup is for SQLite. Back up PostgreSQL with its own tools: pg_dump --format=custom --file=FILE "$ODJ_DATABASE_URL" makes one copy. To be able to go back to any moment, use pg_basebackup and archive the log',
  ),
}

const report = ({ connectors, tenants }: Backup, file: string) =>
  `Backed up ${counted(connectors, "connector")} of ${counted(tenants, "tenant")} to ${file}`

const run = Effect.fnUntraced(function* (store: Parameters<typeof storeAddress>[0], file: string) {
  if (Option.exists(store, isService)) return yield* refusals.Service
  const address = yield* storeAddress(store)
  if (address._tag !== "Sqlite") return yield* refusals[address._tag]
  const stores = yield* Stores
  yield* Console.log(report(yield* stores.backUp(address.path, file), file))
})

const sentence = Match.typeTags<Effect.Error<ReturnType<typeof run>>, string>()({
  UsageInvalid: ({ message }) => message,
  StoreRefused: ({ place, reason }) => `Can't back up the database ${place}: ${reason}`,
  BackupRefused: ({ message }) => message,
  ConfigError: ({ message }) => `Can't read the environment: ${message}`,
})

export const backup = commandWithVariables(
  "backup",
  {
    store: Flag.withDescription(
      serveFlags.store,
      "The database: sqlite:PATH (default: $ODJ_DATABASE_URL, or the file in your data folder)",
    ),
    file: Argument.String("FILE").pipe(
      Argument.withSchema(Schema.NonEmptyString),
      Argument.withDescription("The copy. It must not exist yet"),
    ),
  },
  ({ store, file }, { rename, check }) =>
    Effect.mapError(
      Effect.andThen(check, run(store, file)),
      (failure) => new CliError.UserError({ cause: failure, userMessage: rename(sentence(failure)) }),
    ),
).pipe(
  Command.withDescription(
    "Copy a SQLite database into a new file, also while a server uses it. The copy has every connector that was acknowledged before the copy began",
  ),
  Command.withExamples([
    {
      command: "odj-server backup --store sqlite:/srv/odj.db /backups/odj-monday.db",
      description: "Make a copy that odj-server --store sqlite:/backups/odj-monday.db can serve",
    },
  ]),
)
