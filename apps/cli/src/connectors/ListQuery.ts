/** The filters and the order of `odj list`, as a query for the store. */
import { UsageInvalid } from "@odj/command-line"
import type { ConnectorQuery } from "@odj/core"
import {
  ConnectorFilter,
  type ConnectorProperty,
  DomainJoinConnectorState,
  OrderBy,
  propertyNames,
} from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Effect, Option } from "effect"
import { Flag, Param } from "effect/cli"
import { instantBefore } from "../flags/Age.ts"
import { oneOrMore } from "../flags/OneOrMore.ts"
import { withoutSecret } from "../secrets/WithoutSecrets.ts"
import { checkRange, isLimited, type VersionRange, versionFlags } from "./VersionRange.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const states = Param.makeSingle({
  kind: Param.flagKind,
  name: "state",
  primitiveType: oneOrMore(DomainJoinConnectorState.literals),
}).pipe(
  Flag.withDescription("Only connectors in this state, or in one of several states separated by commas"),
  Flag.atLeast(0),
  Flag.map((given) => given.flat()),
)

export const listFlags = {
  states,
  olderThan: text(
    "older-than",
    "age",
    "Only connectors whose last contact is older than this: 90m, 12h, 5d, 2w",
  ),
  newerThan: text(
    "newer-than",
    "age",
    "Only connectors whose last contact is newer than this: 90m, 12h, 5d, 2w",
  ),
  name: text("name", "text", "Only connectors whose display name contains this text, ignoring case"),
  version: text("connector-version", "version", "Only connectors with exactly this version"),
  ...versionFlags,
  orderBy: text(
    "order-by",
    "property[ desc]",
    `Properties to sort by, separated by commas: ${propertyNames.join(", ")}. " desc" after a property reverses its order`,
  ),
  top: Flag.String("top").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("Return at most this many (default: all)"),
    Flag.filterMap(
      (top) => (/^[1-9]\d{0,14}$/.test(top) ? Option.some(Number(top)) : Option.none()),
      () => "Use a whole number, 1 or more.",
    ),
    Flag.optional,
  ),
}

export interface ListInput extends VersionRange {
  readonly states: ReadonlyArray<DomainJoinConnectorState>
  readonly olderThan: Option.Option<string>
  readonly newerThan: Option.Option<string>
  readonly name: Option.Option<string>
  readonly version: Option.Option<string>
  readonly orderBy: Option.Option<string>
  readonly top: Option.Option<number>
}

const { and, contains, equals, isGreater, isIn, isLess, literal, toLower } = ConnectorFilter

const isProperty = (name: string): name is ConnectorProperty => propertyNames.some((known) => known === name)

/** One part of an order, such as `version desc`. */
const orderPart = (text: string) => {
  const [property = "", direction = "asc", ...others] = text.trim().split(/\s+/)
  if (!isProperty(property)) {
    return UsageInvalid.of(
      "--order-by",
      `Unknown property ${JSON.stringify(withoutSecret(property))} (known: ${propertyNames.join(", ")})`,
    )
  }
  if (others.length > 0 || (direction !== "asc" && direction !== "desc")) {
    return UsageInvalid.of("--order-by", `Write asc, desc or nothing after ${property}`)
  }
  return Effect.succeed(direction === "asc" ? OrderBy.ascending(property) : OrderBy.descending(property))
}

const orderOf = Effect.fnUntraced(function* (text: string) {
  const order = yield* Effect.forEach(text.split(","), orderPart)
  const properties = order.map(({ property }) => property)
  const repeated = properties.find((property, index) => properties.indexOf(property) < index)
  return repeated === undefined
    ? order
    : yield* UsageInvalid.of("--order-by", `The property ${repeated} occurs twice`)
})

/** The query that the flags describe. Fails with `UsageInvalid` if a value is invalid. */
export const listQuery = Effect.fnUntraced(function* (input: ListInput) {
  const before = yield* Effect.forEach(Option.toArray(input.olderThan), (age) =>
    instantBefore("--older-than", age),
  )
  const after = yield* Effect.forEach(Option.toArray(input.newerThan), (age) =>
    instantBefore("--newer-than", age),
  )
  const order = yield* Effect.forEach(Option.toArray(input.orderBy), orderOf)
  yield* checkRange(input)
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
    limit: isLimited(input)
      ? largestPage
      : Math.min(
          largestPage,
          Option.getOrElse(input.top, () => largestPage),
        ),
  }
  return query
})
