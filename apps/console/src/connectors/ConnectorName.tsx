/** The name of a connector. It is the text of a person, so its direction and its characters do not reach beyond it. */
import type { DomainJoinConnector } from "@odj/domain"

export const ConnectorName = ({ name }: { readonly name: string | null }) => {
  if (name === null) return <em class="faint">no name (null)</em>
  return name.trim() === "" ? (
    <em class="faint">{name === "" ? "empty name" : "blank name"}</em>
  ) : (
    <bdi>{name}</bdi>
  )
}

/** What a connector is called inside a sentence: its name between marks that isolate its direction, or its id. */
export const calledOf = ({ id, displayName }: Pick<DomainJoinConnector, "id" | "displayName">): string =>
  `\u2068${displayName?.trim() ? displayName : id}\u2069`
