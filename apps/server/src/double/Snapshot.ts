/** The connectors of a server at one time, as JSON. */
import {
  DateTimeOffset,
  type DomainJoinConnector,
  isGuid,
  type Problem,
  problemsText,
  type UnreadableConnector,
} from "@odj/domain"
import { Data, Effect, Predicate, Schema } from "effect"
import { isClockTime } from "../clock/ClockTime.ts"
import { checkRows, rowsOfArray, type SeedRow } from "./Seed.ts"

/** A connector as JSON. */
type StoredConnector = Schema.Codec.Encoded<typeof DomainJoinConnector>

export interface Snapshot {
  /** The time of the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** The connectors by tenant, in the order of their creation. */
  readonly tenants: Readonly<Record<string, ReadonlyArray<StoredConnector>>>
  /**
   * The connectors that can't be read, by tenant; absent if there are none. Only a SQLite file that another program has
   * changed can have some. They can't be created again, so a snapshot with this property can't be restored.
   */
  readonly unreadable?: Readonly<Record<string, ReadonlyArray<UnreadableConnector>>> | undefined
}

/** Every problem with a snapshot. A path is such as `tenants.0d100d10-0d10-4d10-8d10-0d100d100d10[3]`, `version`. */
export class SnapshotInvalid extends Data.TaggedError("SnapshotInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

/** A snapshot that can be restored. */
export interface ReadSnapshot {
  readonly time: number
  readonly tenants: ReadonlyMap<string, ReadonlyArray<SeedRow>>
}

const isTimestamp = Schema.is(DateTimeOffset)

const problemWith = (name: string, message: string): Problem => ({ path: [name], message })

/** Checks what a snapshot has for one tenant. */
const readTenant = Effect.fnUntraced(function* (tenant: string, connectors: unknown) {
  const name = `tenants.${tenant}`
  const refuse = (message: string) => ({ valid: [], problems: [problemWith(name, message)] })
  if (!isGuid(tenant)) return refuse("Expected a GUID as the name")
  if (!Array.isArray(connectors)) return refuse("Expected an array")
  const rows = rowsOfArray(connectors, name)
  const { valid, problems } = yield* checkRows(rows)
  const missing = rows.flatMap(({ path }, index): ReadonlyArray<Problem> => {
    const connector: unknown = connectors[index]
    return Predicate.isReadonlyObject(connector) && !("id" in connector)
      ? [{ path: [...path, "id"], message: "Missing" }]
      : []
  })
  return { valid, problems: [...problems, ...missing] }
})

/** Reads a snapshot. Fails with every problem. */
export const readSnapshot = Effect.fnUntraced(function* (snapshot: unknown) {
  const { time, tenants, unreadable, ...others } = Predicate.isReadonlyObject(snapshot) ? snapshot : {}
  const problems = Object.keys(others).map((name) => problemWith(name, "Unknown property"))
  if (!isTimestamp(time) || !isClockTime(Date.parse(time)))
    problems.push(problemWith("time", "Expected a time from 1970 to 9999, such as 2026-01-31T12:00:00Z"))
  if (!Predicate.isReadonlyObject(tenants))
    problems.push(problemWith("tenants", "Expected an object with connectors by tenant"))
  if (unreadable !== undefined)
    problems.push(
      problemWith("unreadable", "They can't be restored. Remove this property to restore the others"),
    )
  const valid = new Map<string, ReadonlyArray<SeedRow>>()
  for (const [name, connectors] of Object.entries(Predicate.isReadonlyObject(tenants) ? tenants : {})) {
    const tenant = yield* readTenant(name, connectors)
    // A spread fails for more problems than a call can have arguments.
    for (const problem of tenant.problems) problems.push(problem)
    if (valid.has(name.toLowerCase()))
      problems.push(problemWith(`tenants.${name}`, "Given twice, in different case"))
    valid.set(name.toLowerCase(), tenant.valid)
  }
  if (problems.length > 0) return yield* new SnapshotInvalid({ problems })
  return { time: Date.parse(String(time)), tenants: valid } satisfies ReadSnapshot
})
