/** The service that opens a store; `main.ts` provides it. */
import { Context, Data, type Layer } from "effect"
import type { Tenants } from "../graph/Tenants.ts"
import type { StoreSettings } from "./StoreSettings.ts"

/** The store can't be used; `reason` is a sentence without its full stop. */
export class StoreRefused extends Data.TaggedError("StoreRefused")<{
  /** Without user and password. */
  readonly place: string
  readonly reason: string
}> {}

export class Stores extends Context.Service<
  Stores,
  {
    /** Opens the stores of all tenants; they close with the layer. */
    open(settings: StoreSettings): Layer.Layer<Tenants, StoreRefused>
  }
>()("@odj/server/Stores") {}
