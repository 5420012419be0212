/** The failure of an update that was applied, if another property of the connector is invalid. */
import type { UnreadableConnector } from "@odj/domain"
import { Data } from "effect"

export class ChangedUnreadable extends Data.TaggedError("ChangedUnreadable")<{
  readonly id: string
  readonly connectors: ReadonlyArray<UnreadableConnector>
}> {}
