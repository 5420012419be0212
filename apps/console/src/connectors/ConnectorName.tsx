/** The name of a connector. It is the text of a person, so its direction and its characters do not reach beyond it. */
import type { DomainJoinConnector } from "@odj/domain"
import { isolated } from "../ui/Isolated.ts"
import { shortenMiddle } from "../ui/ShortenMiddle.ts"

export const ConnectorName = ({ name }: { readonly name: string | null }) => {
  if (name === null) return <em class="faint">no name (null)</em>
  return name.trim() === "" ? (
    <em class="faint">{name === "" ? "empty name" : "blank name"}</em>
  ) : (
    <bdi>{name}</bdi>
  )
}

/** More would make a sentence unreadable. */
const longest = 80

/** What a connector is called inside a sentence: its name, or its id. */
export const calledOf = ({ id, displayName }: Pick<DomainJoinConnector, "id" | "displayName">): string =>
  isolated(shortenMiddle(displayName?.trim() || id, longest))
