/**
 * The store of the target, for commands that open it themselves. Opening it creates a missing database, so they first
 * read and validate their input: one that is invalid leaves no empty database behind.
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
