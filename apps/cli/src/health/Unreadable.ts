/** A connector that can't be read, because a property is missing or invalid. Every check reports it. */
import { problemText, type UnreadableConnector } from "@odj/domain"
import { Predicate } from "effect"
import { checks } from "./Checks.ts"
import type { FindingData } from "./Finding.ts"
import type { Found } from "./Severity.ts"

/** As much of the connector as there is. */
export interface Unreadable {
  readonly id: string | null
  readonly displayName: string | null
  readonly lastConnectionDateTime: string | null
  readonly state: string | null
  readonly version: string | null
  /** Why it can't be read. */
  readonly problem: string
}

export interface UnreadableFound extends Found {
  readonly connector: Unreadable
}

/** The connector as something that a check has found: a warning, since nothing more is known. */
export const unreadableFound = ({ id, problems, properties }: UnreadableConnector): UnreadableFound => {
  const text = (name: string) => {
    const value = properties[name]
    return Predicate.isString(value) ? value : null
  }
  const connector = {
    id: id ?? null,
    displayName: text("displayName"),
    lastConnectionDateTime: text("lastConnectionDateTime"),
    state: text("state"),
    version: text("version"),
    problem: `Can't be read: ${problems.map(problemText).join("; ")}`,
  }
  return { severity: "warning", silentSeconds: null, connector }
}

export const isUnreadable = (found: Found): found is UnreadableFound => "problem" in found.connector

export const unreadableData = ({ severity, silentSeconds, connector }: UnreadableFound): FindingData => {
  const { id, displayName, lastConnectionDateTime, state, version, problem } = connector
  return {
    severity,
    check: "unreadable",
    id,
    displayName,
    message: problem,
    remedy: checks.unreadable.remedy,
    lastConnectionDateTime,
    silentSeconds,
    state,
    version,
  }
}
