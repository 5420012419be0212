/** What opens the place where connectors are kept; whoever starts the program picks it. */
import type { StoreAddress } from "@odj/command-line"
import { Context, Data, type Layer } from "effect"
import type { Tenants } from "../graph/Tenants.ts"

/** The place can't be used; `reason` says why, in a sentence without an end. */
export class StoreRefused extends Data.TaggedError("StoreRefused")<{
  /** Without a user and a password. */
  readonly place: string
  readonly reason: string
}> {}

export class Stores extends Context.Service<
  Stores,
  {
    /** The stores of all tenants there, open as long as the layer is in use. */
    open(settings: StoreAddress): Layer.Layer<Tenants, StoreRefused>
  }
>()("@odj/server/Stores") {}
