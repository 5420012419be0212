/**
 * The laws that every `ConnectorStore` keeps, and the suite that tests a store by them.
 *
 * A law is an effect that needs a `ConnectorStore`. It fails or dies if the store breaks the law. Its connectors have new
 * ids, so it can run against a store in use. It does not delete the connectors.
 */
import { describe, it, layer } from "@effect/vitest"
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
import { pageLengthLaws } from "./PageLengthLaws.ts"
import { type ConnectorDamage, unreadableLaws } from "./UnreadableLaws.ts"
import { updateLaws } from "./UpdateLaws.ts"

/** The laws, each by the sentence that it checks. */
export const laws = {
  ...createLaws,
  ...createManyLaws,
  ...createOnceLaws,
  ...getLaws,
  ...pageLaws,
  ...pageLengthLaws,
  ...filterLaws,
  ...orderLaws,
  ...updateLaws,
  ...deleteLaws,
} as const

/**
 * Defines a Vitest test for each law. Call it at the top level of a test file, with the layer of the store. The layer is
 * built once for the suite.
 *
 * `damaged` is a layer of the store in which a {@link ConnectorDamage} can make connectors unreadable, for the laws of such
 * connectors. If the store can't have any, it is the reason: then these laws are skipped, and the reason is printed.
 *
 * `ignoresMaxLength` is the reason why the store ignores `maxLength`, if it does. Then its laws are skipped likewise.
 *
 * @example
 * ```typescript
 * import { suite } from "@odj/connector-store-contract"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 *
 * suite("MemoryConnectorStore", MemoryConnectorStore.layer, "only validated connectors are in its memory")
 * ```
 */
export const suite = (
  name: string,
  store: Layer.Layer<ConnectorStore, unknown>,
  damaged: Layer.Layer<ConnectorStore | ConnectorDamage, unknown> | string,
  { ignoresMaxLength }: { readonly ignoresMaxLength?: string } = {},
): void => {
  const skip = (what: string, title: string, skipped: object) => {
    console.warn(`Skipped the laws for ${what} of ${name}, which ${title}`)
    describe(`${name} is a ConnectorStore, but ${title}`, () => {
      for (const law of Object.keys(skipped)) it.skip(law)
    })
  }

  layer(store)(`${name} is a ConnectorStore`, (it) => {
    for (const [law, holds] of Object.entries(laws)) {
      if (ignoresMaxLength === undefined || !Object.hasOwn(pageLengthLaws, law)) it.effect(law, () => holds)
    }
  })
  if (ignoresMaxLength !== undefined) {
    skip("maxLength", `ignores maxLength: ${ignoresMaxLength}`, pageLengthLaws)
  }
  if (typeof damaged === "string") {
    skip("unreadable connectors", `can't have unreadable connectors: ${damaged}`, unreadableLaws)
    return
  }
  layer(damaged)(`${name} is a ConnectorStore with unreadable connectors`, (it) => {
    for (const [law, holds] of Object.entries(unreadableLaws)) it.effect(law, () => holds)
  })
}
