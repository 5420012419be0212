/**
 * The contenders of `validate.ts`: the rules of a connector, as typical users of each library would write them.
 *
 * All of them reject the same inputs, report every problem with its path, and return the five properties without
 * annotations. zod and valibot check an object as a whole only when its properties are valid, so they get the same
 * hand-written check of the names as `validate`. Ajv has this rule in its schema; the five properties are copied from
 * its input.
 */
import { validate } from "@odj/core"
import { Ajv, type ErrorObject } from "ajv"
import { Result } from "effect"
import * as v from "valibot"
import * as z from "zod"
import { isDateTimeOffset } from "./DateTimeOffsetText.ts"
import {
  type Connector,
  isObject,
  isTypeName,
  problemsOfNames,
  type Verdict,
  validateByHand,
} from "./HandWrittenValidator.ts"

export type Validator = (input: unknown) => Verdict

const isWellFormed = (text: string) => text.isWellFormed()
const isWithoutNul = (text: string) => !text.includes("\0")

const states = ["active", "error", "inactive"] as const

const odj: Validator = (input) => {
  const result = validate(input)
  return Result.isSuccess(result) ? { value: result.success } : { problems: result.failure.problems }
}

const zodText = z.string().refine(isWellFormed).refine(isWithoutNul)

const zodConnector = z.object({
  id: z.exactOptional(zodText.min(1)),
  displayName: zodText.nullable(),
  lastConnectionDateTime: z.string().refine(isDateTimeOffset),
  state: z.enum(states),
  version: zodText,
})

const zod: Validator = (input) => {
  const names = isObject(input) ? problemsOfNames(input) : []
  const result = zodConnector.safeParse(input)
  if (result.success) return names.length === 0 ? { value: result.data as Connector } : { problems: names }
  for (const { path, message } of result.error.issues) names.push({ path: path as Array<string>, message })
  return { problems: names }
}

const valibotText = v.pipe(v.string(), v.check(isWellFormed), v.check(isWithoutNul))

const valibotConnector = v.object({
  id: v.exactOptional(v.pipe(valibotText, v.nonEmpty())),
  displayName: v.nullable(valibotText),
  lastConnectionDateTime: v.pipe(v.string(), v.check(isDateTimeOffset)),
  state: v.picklist(states),
  version: valibotText,
})

/** valibot accepts an array as an object. */
const valibot: Validator = (input) => {
  if (!isObject(input)) return { problems: [{ path: [], message: "Expected an object" }] }
  const names = problemsOfNames(input)
  const result = v.safeParse(valibotConnector, input)
  if (result.success) return names.length === 0 ? { value: result.output as Connector } : { problems: names }
  for (const { path = [], message } of result.issues) {
    names.push({ path: path.map(({ key }) => key as string), message })
  }
  return { problems: names }
}

const ajvText = { type: "string", format: "well-formed", pattern: "^[^\\0]*$" }

const ajvConnector = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  formats: { "well-formed": isWellFormed, "date-time-offset": isDateTimeOffset, "type-name": isTypeName },
}).compile<Connector>({
  type: "object",
  properties: {
    "@odata.type": { type: "string", format: "type-name" },
    id: { ...ajvText, minLength: 1 },
    displayName: { ...ajvText, type: ["string", "null"] },
    lastConnectionDateTime: { type: "string", format: "date-time-offset" },
    state: { enum: states },
    version: ajvText,
  },
  required: ["displayName", "lastConnectionDateTime", "state", "version"],
  patternProperties: { "@": {} },
  additionalProperties: false,
})

const ajvPath = ({ instancePath, params }: ErrorObject) => {
  const path = instancePath.split("/").slice(1)
  const name = params.missingProperty ?? params.additionalProperty
  return name === undefined ? path : [...path, name]
}

const ajv: Validator = (input) => {
  if (!ajvConnector(input)) {
    const errors = ajvConnector.errors ?? []
    return { problems: errors.map((error) => ({ path: ajvPath(error), message: error.message ?? "" })) }
  }
  const { id, displayName, lastConnectionDateTime, state, version } = input
  const value = { displayName, lastConnectionDateTime, state, version }
  return { value: id === undefined ? value : { id, ...value } }
}

export const validators = { odj, zod, valibot, ajv, "by hand": validateByHand } satisfies Record<
  string,
  Validator
>
