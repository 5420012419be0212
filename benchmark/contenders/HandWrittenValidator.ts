/**
 * The checks of `validate` of `@odj/core`, messages included, written by hand for this one type.
 *
 * It is the lower bound: the cost of the checks without a library.
 */
import { brokenRules, isDateTimeOffset } from "./DateTimeOffsetText.ts"

export interface Problem {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

export interface Connector {
  readonly id?: string
  readonly displayName: string | null
  readonly lastConnectionDateTime: string
  readonly state: string
  readonly version: string
}

export type Verdict = { readonly value: Connector } | { readonly problems: ReadonlyArray<Problem> }

const typeName = "#microsoft.graph.deviceManagementDomainJoinConnector"

const typeNames = /^(?:(?:[^#]*\$metadata)?#)?(?:microsoft\.)?graph\.deviceManagementDomainJoinConnector$/

export const isTypeName = (value: unknown): boolean =>
  value === typeName || (typeof value === "string" && typeNames.test(value))

export const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === "object" && input !== null && !Array.isArray(input)

const isProperty = (name: string) =>
  name === "displayName" ||
  name === "lastConnectionDateTime" ||
  name === "state" ||
  name === "version" ||
  name === "id"

/**
 * The problems with an object's names: the type is closed, annotations are ignored, `@odata.type` must be this type.
 */
export const problemsOfNames = (input: Record<string, unknown>): Array<Problem> => {
  const problems: Array<Problem> = []
  for (const name of Object.keys(input)) {
    if (isProperty(name)) continue
    if (name === "@odata.type") {
      if (!isTypeName(input[name])) problems.push({ path: [name], message: `Expected ${typeName}` })
    } else if (!name.includes("@")) {
      problems.push({
        path: [name],
        message: "Unknown property (known: id, displayName, lastConnectionDateTime, state, version)",
      })
    }
  }
  return problems
}

const required = "Required"

const addTextProblems = (problems: Array<Problem>, name: string, value: unknown, expected: string) => {
  if (value === undefined) {
    problems.push({ path: [name], message: required })
  } else if (typeof value !== "string") {
    problems.push({ path: [name], message: expected })
  } else {
    if (!value.isWellFormed()) {
      problems.push({ path: [name], message: "Expected well-formed Unicode, found a lone surrogate" })
    }
    if (value.includes("\0")) {
      problems.push({ path: [name], message: "Expected text without NUL (U+0000)" })
    }
  }
}

export const validateByHand = (input: unknown): Verdict => {
  if (!isObject(input)) return { problems: [{ path: [], message: "Expected an object" }] }
  const problems = problemsOfNames(input)
  const { id, displayName, lastConnectionDateTime, state, version } = input
  if (id !== undefined) {
    addTextProblems(problems, "id", id, "Expected string")
    if (id === "") problems.push({ path: ["id"], message: "Expected at least one character" })
  }
  if (displayName !== null) addTextProblems(problems, "displayName", displayName, "Expected string | null")
  if (typeof lastConnectionDateTime !== "string") {
    const message = lastConnectionDateTime === undefined ? required : "Expected a string with a date and time"
    problems.push({ path: ["lastConnectionDateTime"], message })
  } else if (!isDateTimeOffset(lastConnectionDateTime)) {
    for (const message of brokenRules(lastConnectionDateTime)) {
      problems.push({ path: ["lastConnectionDateTime"], message })
    }
  }
  if (state !== "active" && state !== "error" && state !== "inactive") {
    const message = state === undefined ? required : 'Expected "active" | "error" | "inactive"'
    problems.push({ path: ["state"], message })
  }
  addTextProblems(problems, "version", version, "Expected string")
  if (problems.length > 0) return { problems }
  const properties = { displayName, lastConnectionDateTime, state, version } as Connector
  return { value: id === undefined ? properties : { id: id as string, ...properties } }
}
