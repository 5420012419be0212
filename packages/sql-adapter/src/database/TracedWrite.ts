/** Spans for writes that share a commit. The span of a write includes its wait for the commit. */
import { Effect } from "effect"

const table = "odj_connector"

/** A span for a write to a database. Only with a tracer, since it is a cost for every write. */
export const tracedIn =
  (system: "sqlite" | "postgresql") =>
  (operation: string) =>
  <A, E>(write: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.withFiber(({ cache }) =>
      cache.tracer === undefined
        ? write
        : Effect.withSpan(write, `${operation} ${table}`, {
            kind: "client",
            attributes: {
              "db.system.name": system,
              "db.operation.name": operation,
              "db.collection.name": table,
            },
          }),
    )
