/**
 * The store of the target, for commands that open it themselves, after they have read and validated their input. Opening it
 * creates a missing database, so invalid input leaves no empty one behind. It also locks a SQLite file, which the command
 * that writes the input may still use.
 */
import type { ConnectorStore } from "@odj/core"
import { Context, type Layer } from "effect"
import type { GlobalFlag } from "effect/cli"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"

export type StoreLayer = Layer.Layer<
  ConnectorStore,
  DatabaseUnusable,
  GlobalFlag.Setting.Identifier<"verbose" | "debug">
>

export class UnopenedStore extends Context.Service<UnopenedStore, StoreLayer>()("@odj/cli/UnopenedStore") {}
