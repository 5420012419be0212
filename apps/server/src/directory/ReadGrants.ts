/** Reads grants: a value, or the path or URL of a JSON file. */
import { type Problem, problemsWithin } from "@odj/domain"
import { isLoopback, parseJson } from "@odj/graph-wire"
import { Effect, Predicate, Result, Schema } from "effect"
import { isUrl, pathOf, readText } from "../input/InputFile.ts"
import { problemAt, schemaProblems } from "../input/SchemaProblems.ts"
import { Grants } from "./Grants.ts"
import { GrantsInvalid } from "./GrantsInvalid.ts"
import { domainOf } from "./Username.ts"

/** Grants, or the path or URL of a JSON file with them. */
export type GrantsInput = Grants | string | URL

type Problems = ReadonlyArray<Problem>

/** A name, and the path at which it is. */
type Named = readonly [name: string, ...path: ReadonlyArray<string | number>]

/** The problems of names that are given twice. Their case does not matter. */
const repeated = (names: ReadonlyArray<Named>): Problems => {
  const known = new Set<string>()
  return names.flatMap(([name, ...path]) => {
    const key = name.toLowerCase()
    if (known.has(key)) return [problemAt(path, `${name} is here twice`)]
    known.add(key)
    return []
  })
}

const contradictions = ({ tenants, applications = [], users = [] }: Grants): Problems => {
  const names = tenants?.flatMap(
    ({ id, domains = [] }, index): ReadonlyArray<Named> => [
      [id, "tenants", index, "id"],
      ...domains.map((domain, at): Named => [domain, "tenants", index, "domains", at]),
    ],
  )
  const known = names && new Set(names.map(([name]) => name.toLowerCase()))
  return [
    ...repeated(names ?? []),
    ...repeated(applications.map(({ appId }, index) => [appId, "applications", index, "appId"])),
    ...repeated(
      users.map(({ userPrincipalName }, index) => [userPrincipalName, "users", index, "userPrincipalName"]),
    ),
    ...applications.flatMap(({ redirectUris = [] }, index) =>
      redirectUris.flatMap((uri, at) => {
        const url = URL.parse(uri)
        return url?.protocol === "http:" && !isLoopback(url.hostname)
          ? [problemAt(["applications", index, "redirectUris", at], "Use https, or a loopback address")]
          : []
      }),
    ),
    ...users.flatMap(({ userPrincipalName }, index) => {
      const domain = domainOf(userPrincipalName)
      return known === undefined || known.has(domain.toLowerCase())
        ? []
        : [problemAt(["users", index, "userPrincipalName"], `No tenant has the domain ${domain}`)]
    }),
  ]
}

/** Reads a value. Fails with every problem. */
export const readGrants = (input: unknown): Result.Result<Grants, GrantsInvalid> => {
  const decoded = Schema.decodeUnknownResult(Grants)(input, { errors: "all", onExcessProperty: "error" })
  const problems = Result.match(decoded, {
    onFailure: ({ issue }) => schemaProblems(issue, input),
    onSuccess: contradictions,
  })
  return Result.isSuccess(decoded) && problems.length === 0
    ? Result.succeed(decoded.success)
    : Result.fail(new GrantsInvalid({ problems }))
}

const within = (name: string) => (failure: { readonly problems: Problems }) =>
  new GrantsInvalid({ problems: problemsWithin([name], failure.problems) })

/** Reads a value or a file. Fails with every problem. */
export const loadGrants = Effect.fnUntraced(
  function* (input: GrantsInput) {
    if (!isUrl(input) && !Predicate.isString(input))
      return yield* Effect.fromResult(Result.mapError(readGrants(input), within("grants")))
    const path = yield* pathOf(input)
    const json = Result.flatMap(parseJson(yield* readText(path)), readGrants)
    return yield* Effect.fromResult(Result.mapError(json, within(path)))
  },
  Effect.catchTag("FileUnreadable", ({ problem }) => new GrantsInvalid({ problems: [problem] })),
)
