/**
 * Reads faults, wherever they come from.
 *
 * A union of schemas would report the problems of each member. So the member is chosen first, by `on` and by the properties of
 * `with`, and only that one reads the fault.
 */
import { type Problem, problemsWithin } from "@odj/domain"
import { Array as Arrays, Predicate, Result, Schema } from "effect"
import { apiOperations } from "../graph/Operation.ts"
import { anyOf, problemAt, remedy, schemaProblems, unknownProperty } from "../input/SchemaProblems.ts"
import { issuerEndpoints } from "../issuer/IssuerEndpoint.ts"
import { type Fault, GraphFault, IssuerFault, reservedHeaders, SocketFault, TokenFault } from "./Fault.ts"
import { FaultsInvalid } from "./FaultsInvalid.ts"
import { partProblem, type ServerParts } from "./ServerParts.ts"

interface Family {
  /** What the faults are `on`. */
  readonly noun: string
  readonly names: ReadonlyArray<string>
  readonly fields: Schema.Struct.Fields & { readonly with: Schema.Union<ReadonlyArray<Schema.Top>> }
}

const graph: Family = {
  noun: "an operation of the API",
  names: apiOperations,
  fields: GraphFault.fields,
}
const issuer: Family = {
  noun: "an endpoint of the issuer",
  names: issuerEndpoints,
  fields: {
    ...IssuerFault.fields,
    with: Schema.Union([...IssuerFault.fields.with.members, TokenFault.fields.with]),
  },
}
const sockets: Family = { noun: "connection", names: ["connection"], fields: SocketFault.fields }

const families = [graph, issuer, sockets]

const allNames = families.flatMap(({ names }) => names)

const familyOf = (name: unknown) => families.find(({ names }) => names.some((known) => known === name))

const unknownTarget = (name: unknown) =>
  Predicate.isString(name)
    ? `Unknown operation ${JSON.stringify(name)}. ${remedy(name, allNames)}`
    : `Expected ${anyOf(allNames)}`

const targetProblems = (on: unknown): ReadonlyArray<Problem> => {
  if (!Array.isArray(on))
    return on === undefined || familyOf(on) ? [] : [problemAt(["on"], unknownTarget(on))]
  if (on.length === 0) return [problemAt(["on"], "Expected at least one operation")]
  const unknown = on.flatMap((name, index) =>
    familyOf(name) ? [] : [problemAt(["on", index], unknownTarget(name))],
  )
  if (unknown.length > 0) return unknown
  if (on.includes("connection")) return [problemAt(["on"], 'Give connection alone, as in "on": "connection"')]
  const others = on.filter((name) => familyOf(name) !== familyOf(on[0]))
  return others.length === 0
    ? []
    : [
        problemAt(
          ["on"],
          `Make another fault for ${others.join(", ")}: a fault is either on the API or on the issuer`,
        ),
      ]
}

type Outcome = Schema.Top & { readonly fields?: Schema.Struct.Fields }

/** The property that identifies an outcome; none if it is a text. */
const keyOf = ({ fields }: Outcome): string | undefined => fields && Object.keys(fields)[0]

const outcomeKeys = ({ fields }: Family) => fields.with.members.map(keyOf).filter(Predicate.isNotUndefined)

/** The schema of what a fault on these targets fails `with`, or why there is none. */
const outcomeFor = (
  family: Family,
  targets: ReadonlyArray<unknown>,
  value: unknown,
): Result.Result<Outcome, ReadonlyArray<Problem>> => {
  const { members } = family.fields.with
  const fail = (message: string, ...path: ReadonlyArray<string>) =>
    Result.fail([problemAt(["with", ...path], message)])
  const textual = members.find((member) => keyOf(member) === undefined)
  if (Predicate.isString(value) && textual !== undefined) return Result.succeed(textual)
  const keys = outcomeKeys(family)
  const expected = `Expected an object with ${anyOf(keys)}, or the name of what happens to the connection`
  if (!Predicate.isObject(value)) return fail(expected)
  if ("token" in value && targets.some((name) => name !== "token"))
    return fail("Only a fault on token can have this", "token")
  const foreign = families.flatMap(outcomeKeys).find((key) => key in value && !keys.includes(key))
  if (foreign !== undefined) {
    const owners = families.filter((other) => outcomeKeys(other).includes(foreign))
    return fail(`Only a fault on ${anyOf(owners.map(({ noun }) => noun))} can have this`, foreign)
  }
  // Every outcome may have a delay.
  const given = keys.filter((key) => key in value && key !== "delay")
  if (given.length > 1) return fail(`${given.join(" and ")} can't be combined`)
  const [key = "delay"] = given
  const outcome = key in value && members.find((member) => keyOf(member) === key)
  if (outcome) return Result.succeed(outcome)
  const unknown = Object.keys(value).map((name) => problemAt(["with", name], unknownProperty(name, keys)))
  return unknown.length === 0 ? fail(expected) : Result.fail(unknown)
}

const isReserved = (header: string) => reservedHeaders.includes(header.toLowerCase())

/** In a fault, `headers` is the only object whose keys have no fixed names. */
const unexpected = (name: string, known: ReadonlyArray<string>): string => {
  if (known.length > 0) return unknownProperty(name, known)
  return isReserved(name) ? "The server sets this header itself" : "This is not the name of a header"
}

const readFault = (input: unknown, parts?: ServerParts): Result.Result<Fault, ReadonlyArray<Problem>> => {
  if (!Predicate.isObject(input))
    return Result.fail([problemAt([], 'Expected an object such as {"on":"create","with":{"status":503}}')])
  const { on, with: value } = input as { readonly on?: unknown; readonly with?: unknown }
  const targets = Array.isArray(on) ? on : [on]
  const family = targets.map(familyOf).find(Predicate.isNotUndefined) ?? graph
  const outcome =
    "with" in input ? outcomeFor(family, targets, value) : Result.fail([problemAt(["with"], "Required")])
  const schema = Schema.Struct({
    ...family.fields,
    on: Schema.optionalKey(Schema.Unknown),
    with: Result.getOrElse(outcome, () => Schema.optionalKey(Schema.Unknown)),
  }) as Schema.Top as Schema.Codec<unknown>
  const decoded = Schema.decodeResult(schema)(input, { errors: "all", onExcessProperty: "error" })
  const problems = [
    ...targetProblems(on),
    ...Result.match(decoded, {
      onSuccess: () => [],
      onFailure: ({ issue }) => schemaProblems(issue, input, unexpected),
    }),
    ...Result.match(outcome, { onSuccess: () => [], onFailure: (problems) => problems }),
  ]
  if (Result.isFailure(decoded) || problems.length > 0) return Result.fail(problems)
  const fault = decoded.success as Fault
  const problem = parts && partProblem(fault, parts)
  return problem === undefined ? Result.succeed(fault) : Result.fail([problem])
}

/** Reads one fault or an array of them, for a server with these parts if they are given. Fails with every problem. */
export const readFaults = (
  input: unknown,
  parts?: ServerParts,
): Result.Result<ReadonlyArray<Fault>, FaultsInvalid> => {
  const results = Array.isArray(input)
    ? input.map((fault, index) =>
        Result.mapError(readFault(fault, parts), (problems) =>
          problemsWithin([`faults[${index}]`], problems),
        ),
      )
    : [readFault(input, parts)]
  const [faults, invalid] = Arrays.separate(results)
  return invalid.length > 0
    ? Result.fail(new FaultsInvalid({ problems: invalid.flat() }))
    : Result.succeed(faults)
}
