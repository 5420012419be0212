/**
 * The laws that every `ConnectorStore` keeps, and the suite that holds a store to them.
 *
 * A law takes the store from its context and fails, or dies, where the store breaks it. It makes ids of its own, so it
 * may be run against a store that is in use; it does not clean up.
 */
import { layer } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import type { Layer } from "effect"
import { createLaws } from "./CreateLaws.ts"
import { createManyLaws } from "./CreateManyLaws.ts"
import { createOnceLaws } from "./CreateOnceLaws.ts"
import { deleteLaws } from "./DeleteLaws.ts"
import { filterLaws } from "./FilterLaws.ts"
import { getLaws } from "./GetLaws.ts"
import { orderLaws } from "./OrderLaws.ts"
import { pageLaws } from "./PageLaws.ts"
import { updateLaws } from "./UpdateLaws.ts"

/** The laws, by the sentence that each of them checks. */
export const laws = {
  ...createLaws,
  ...createManyLaws,
  ...createOnceLaws,
  ...getLaws,
  ...pageLaws,
  ...filterLaws,
  ...orderLaws,
  ...updateLaws,
  ...deleteLaws,
} as const

/**
 * Tests a store by every law, in Vitest: call it at the top of a test file, with the layer that provides the store.
 * The layer is built once for the suite.
 */
export const suite = (name: string, store: Layer.Layer<ConnectorStore, unknown>): void =>
  layer(store)(`${name} is a ConnectorStore`, (it) => {
    for (const [law, holds] of Object.entries(laws)) it.effect(law, () => holds)
  })
