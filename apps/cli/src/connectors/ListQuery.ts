/** Which connectors `odj list` is asked for, as data for the store. */
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
    Flag.withDescription("Only those in this state; given again, in one of them"),
    Flag.atLeast(0),
  ),
  olderThan: text(
    "older-than",
    "age",
    "Only those that last called Intune longer ago, such as 90m, 12h, 5d, 2w",
  ),
  newerThan: text("newer-than", "age", "Only those that have called Intune since then"),
  name: text("name", "text", "Only those whose display name has this in it, in upper or lower case"),
  version: text("connector-version", "version", "Only those of exactly this version"),
  orderBy: text("order-by", "property[ desc]", "In this order; several properties are parted by commas"),
  top: Flag.Int("top").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("At most so many; all of them without it"),
    Flag.filter(
      (top) => top > 0,
      () => "Expected at least 1",
    ),
    Flag.optional,
  ),
}

export interface ListInput {
  readonly states: ReadonlyArray<DomainJoinConnectorState>
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

/** What the flags ask for. Fails with what is wrong with them. */
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
