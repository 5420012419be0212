/** The service that opens a store; `main.ts` provides it. */
import type { StoreAddress } from "@odj/command-line"
import { Context, Data, type Effect, type Layer } from "effect"
import type { StoreRefused, Tenants } from "../graph/Tenants.ts"
import type { Gateway } from "./GatewaySettings.ts"

/** A copy can't be made, or can't be written; the message is a sentence without its full stop. */
export class BackupRefused extends Data.TaggedError("BackupRefused")<{ readonly message: string }> {}

/** What a copy contains. */
export interface Backup {
  readonly connectors: number
  readonly tenants: number
}

export class Stores extends Context.Service<
  Stores,
  {
    /** Opens the stores of all tenants, or the gateway's service; they close with the layer. `pool` is the largest number of connections. */
    open(settings: StoreAddress | Gateway, pool: number | undefined): Layer.Layer<Tenants, StoreRefused>
    /** Copies a SQLite database, at an absolute path, to a file that does not exist yet. */
    backUp(path: string, file: string): Effect.Effect<Backup, StoreRefused | BackupRefused>
  }
>()("@odj/server/Stores") {}
