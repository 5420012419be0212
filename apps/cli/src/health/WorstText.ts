/** Names the worst connectors of a check on its first line, which is all that a pager shows. */
import type { Found, FoundList } from "@odj/core/health"
import { oneLine } from "../text/OneLine.ts"

const mostNames = 3
const longestName = 40

const nameOf = ({ connector: { displayName, id } }: Found) => {
  const name = Array.from(oneLine(displayName?.trim() || id || "(no id)"))
  return name.length > longestName ? `${name.slice(0, longestName - 1).join("")}…` : name.join("")
}

/** The worst problems, and how many more there are: `HQ no contact for 2d, Lab no contact for 3h, +5`. Empty without problems. */
export const worstText = <Item extends Found>(
  { worst, counts: { critical, warning } }: FoundList<Item>,
  wrong: (item: Item) => string,
): string => {
  const problems = critical + warning
  const named = worst()
    .slice(0, Math.min(mostNames, problems))
    .map((item) => `${nameOf(item)} ${wrong(item)}`)
  const left = problems - named.length
  return [...named, ...(left > 0 ? [`+${left}`] : [])].join(", ")
}
