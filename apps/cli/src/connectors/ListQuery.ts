/** The filters and the order of `odj list`, as a query for the store. */
import { UsageInvalid } from "@odj/command-line"
import type { ConnectorQuery } from "@odj/core"
import { ConnectorFilter, DomainJoinConnectorState } from "@odj/domain"
import { largestPage, parseQuery } from "@odj/graph-wire"
import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { instantBefore } from "../flags/Age.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

export const listFlags = {
  states: Flag.Literals("state", DomainJoinConnectorState.literals).pipe(
    Flag.withDescription("Only connectors in this state; repeat the flag for several states"),
    Flag.atLeast(0),
  ),
  olderThan: text("older-than", "age", "Only connectors not seen for this long: 90m, 12h, 5d, 2w"),
  newerThan: text("newer-than", "age", "Only connectors seen within this time: 90m, 12h, 5d, 2w"),
  name: text("name", "text", "Only connectors whose display name contains this text, in upper or lower case"),
  version: text("connector-version", "version", "Only connectors with exactly this version"),
  orderBy: text("order-by", "property[ desc]", "Sort by these properties, separated by commas"),
  top: Flag.Int("top").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("Return at most this many (default: all)"),
    Flag.filter(
      (top) => top > 0,
      () => "Expected at least 1",
    ),
    Flag.optional,
  ),
}

export interface ListInput {
  readonly states: ReadonlyArray<string>
  readonly olderThan: Option.Option<string>
  readonly newerThan: Option.Option<string>
  readonly name: Option.Option<string>
  readonly version: Option.Option<string>
  readonly orderBy: Option.Option<string>
  readonly top: Option.Option<number>
}

const { and, contains, equals, isGreater, isIn, isLess, literal, toLower } = ConnectorFilter

const orderOf = (text: string) =>
  parseQuery(`$orderby=${encodeURIComponent(text)}`, new Set(["orderby"])).pipe(
    Effect.fromResult,
    Effect.mapBoth({
      onSuccess: ({ order = [] }) => order,
      onFailure: ({ problems }) =>
        new UsageInvalid({ problems: problems.map(({ message }) => ({ path: ["--order-by"], message })) }),
    }),
  )

/** The query that the flags describe. Fails with `UsageInvalid` if a value is invalid. */
export const listQuery = Effect.fnUntraced(function* (input: ListInput) {
  const before = yield* Effect.forEach(Option.toArray(input.olderThan), (age) =>
    instantBefore("--older-than", age),
  )
  const after = yield* Effect.forEach(Option.toArray(input.newerThan), (age) =>
    instantBefore("--newer-than", age),
  )
  const order = yield* Effect.forEach(Option.toArray(input.orderBy), orderOf)
  const conditions: ReadonlyArray<ConnectorFilter> = [
    ...(input.states.length > 0 ? [isIn("state", input.states)] : []),
    ...before.map((instant) => isLess("lastConnectionDateTime", instant)),
    ...after.map((instant) => isGreater("lastConnectionDateTime", instant)),
    ...Option.toArray(input.name).map((part) => contains(toLower("displayName"), toLower(literal(part)))),
    ...Option.toArray(input.version).map((version) => equals("version", version)),
  ]
  const query: ConnectorQuery = {
    filter: conditions.length > 1 ? and(...conditions) : conditions[0],
    order: order[0],
    limit: Math.min(
      largestPage,
      Option.getOrElse(input.top, () => largestPage),
    ),
  }
  return query
})
