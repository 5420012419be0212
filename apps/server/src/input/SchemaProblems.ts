/** The problems that a schema finds in an input, in words for the person who wrote it. */
import { nearestTo, type Problem, problemsOf } from "@odj/domain"
import { Predicate, type SchemaAST, type SchemaIssue } from "effect"

type Path = ReadonlyArray<PropertyKey>

/** Writes a path as a program does: `with.status`, `on[1]`. */
const placeOf = ([first = "", ...rest]: Path): string =>
  rest.reduce<string>(
    (place, key) => place + (typeof key === "number" ? `[${key}]` : `.${String(key)}`),
    String(first),
  )

/** The problem at a path inside an input; the whole input has no path. */
export const problemAt = (path: Path, message: string): Problem => ({
  path: path.length === 0 ? [] : [placeOf(path)],
  message,
})

/** `a, b or c`. */
export const anyOf = (names: ReadonlyArray<string>): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`

/** What to write in place of an unknown name. */
export const remedy = (name: string, known: ReadonlyArray<string>): string => {
  const inLowerCase = nearestTo(
    name.toLowerCase(),
    known.map((other) => other.toLowerCase()),
  )
  const near = known.filter((other) => inLowerCase.includes(other.toLowerCase()))
  return near.length > 0 ? `Did you mean ${anyOf(near)}?` : `Use ${anyOf(known)}`
}

const typeNames: Partial<Record<SchemaAST.AST["_tag"], string>> = {
  String: "a text",
  Number: "a number",
  Null: "null",
  Objects: "an object",
  Arrays: "an array",
}

const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  ast._tag === "Union" ? ast.types.flatMap(membersOf) : [ast]

/** What is wrong with a value that is of none of the types that it may have. */
const typeProblem = (ast: SchemaAST.AST, value: unknown): string => {
  const { expected } = ast.annotations ?? {}
  if (Predicate.isString(expected)) return `Expected ${expected}`
  const members = membersOf(ast)
  const names = members.flatMap((member) => (member._tag === "Literal" ? [String(member.literal)] : []))
  if (names.length > 0 && Predicate.isString(value))
    return `Unknown value ${JSON.stringify(value)}. ${remedy(value, names)}`
  const types = members.map((member) => typeNames[member._tag])
  return `Expected ${anyOf([...names, ...new Set(types.filter(Predicate.isString))])}`
}

const keysOf = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Objects" ? ast.propertySignatures.map(({ name }) => String(name)) : []

/** What is wrong with a property that an object can't have. */
export const unknownProperty = (name: string, known: ReadonlyArray<string>): string =>
  known.length > 0 ? `Unknown property. ${remedy(name, known)}` : "Unknown property"

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inside, key) => (Predicate.hasProperty(inside, key) ? inside[key] : undefined), value)

/**
 * The problems of an issue with a value. `unexpected` says what is wrong with a property that an object can't have, by its
 * name and the names that the object can have.
 */
export const schemaProblems = (
  issue: SchemaIssue.Issue,
  value: unknown,
  unexpected = unknownProperty,
): ReadonlyArray<Problem> => {
  const at = (issue: SchemaIssue.Issue, value: unknown, path: Path): ReadonlyArray<Problem> => {
    switch (issue._tag) {
      case "Pointer":
        return at(issue.issue, valueAt(value, issue.path), [...path, ...issue.path])
      case "Composite":
        return issue.issues.flatMap((inner) => at(inner, value, path))
      case "UnexpectedKey":
        return [problemAt(path, unexpected(String(path.at(-1)), keysOf(issue.ast)))]
      case "MissingKey":
        return [problemAt(path, "Required")]
      case "AnyOf":
      case "InvalidType":
        return [problemAt(path, typeProblem(issue.ast, value))]
      default:
        return problemsOf(issue).map(({ message }) => problemAt(path, message))
    }
  }
  return at(issue, value, [])
}
