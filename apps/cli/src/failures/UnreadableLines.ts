/** The lines that name connectors that can't be read, each with its problems. */
import { counted } from "@odj/command-line"
import { type UnreadableConnector, unreadableText } from "@odj/domain"

/** How many connectors are named; the others are only counted. */
const maxNamed = 20

export const unreadableLines = (connectors: ReadonlyArray<UnreadableConnector>): ReadonlyArray<string> => {
  const others = connectors.length - maxNamed
  return [
    `${counted(connectors.length, "connector")} could not be read`,
    ...connectors.slice(0, maxNamed).map(unreadableText),
    ...(others > 0 ? [`and ${others} more`] : []),
  ]
}
