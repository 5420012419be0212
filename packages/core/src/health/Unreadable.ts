/** A connector that can't be read, because a property is missing or invalid. Every check reports it. */
import { type ConnectorProperty, problemText, propertyNames, type UnreadableConnector } from "@odj/domain"
import { Predicate } from "effect"
import type { Found } from "./Severity.ts"

/** A connector that can't be read, as a check has found it. */
export interface UnreadableFound extends Found {
  /** As much of the connector as there is. */
  readonly connector: Readonly<Record<ConnectorProperty, string | null>>
  /** Why it can't be read. */
  readonly problem: string
}

/** The connector as something that a check has found: a warning, since nothing more is known. */
export const unreadableFound = ({ id, problems, properties }: UnreadableConnector): UnreadableFound => {
  const texts = propertyNames.map((name) => {
    const value = properties[name]
    return [name, Predicate.isString(value) ? value : null]
  })
  return {
    severity: "warning",
    silentSeconds: null,
    connector: { ...Object.fromEntries(texts), id: id ?? null },
    problem: `Can't be read: ${problems.map(problemText).join("; ")}`,
  }
}

/** Whether it is a connector that can't be read. */
export const isUnreadable = (found: Found): found is UnreadableFound => "problem" in found
