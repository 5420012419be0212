/** The fault that a person is writing, in a form or as JSON. It stays while other sections are shown. */
import { parseJson } from "@odj/graph-wire"
import { computed, signal } from "@preact/signals"
import { Result } from "effect"
import type { CallProblem } from "../api/CallFailed.ts"
import { asInForm, type Family, familyOf } from "./FaultNode.ts"
import type { FaultJson } from "./FaultSentence.ts"
import { faultSchema } from "./LoadedSchema.ts"

export const mode = signal<"form" | "json">("form")

/** In the form. */
export const family = signal<Family>("GraphFault")
export const fault = signal<FaultJson>({ on: "create", times: 1, with: { status: 504, after: "commit" } })

/** As JSON. */
export const text = signal("")

/** What the server has said about the draft, or why the text is not JSON. */
export const problems = signal<ReadonlyArray<CallProblem>>([])

const parsed = computed(() => parseJson(text.value))

/** The faults as they would be sent; `undefined` if the text is not JSON. */
export const drafted = computed((): unknown =>
  mode.value === "form" ? fault.value : Result.getOrUndefined(parsed.value),
)

/** Why the text is not JSON. */
export const syntaxProblems = (): ReadonlyArray<CallProblem> =>
  Result.match(parsed.value, {
    onSuccess: () => [],
    onFailure: (invalid) =>
      invalid.problems.map(({ path, message }) => ({ target: path.join("/"), message })),
  })

/** Shows the draft as JSON. */
export const toJson = (): void => {
  text.value = JSON.stringify(fault.value, null, 2)
  problems.value = []
  mode.value = "json"
}

/** Shows the draft in the form, which has one fault. The text stays if it is none. */
export const toForm = (): void => {
  const value = drafted.value
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    problems.value =
      value === undefined
        ? syntaxProblems()
        : [{ target: "", message: "The form can show one fault only. Arm these as JSON." }]
    return
  }
  const schema = faultSchema.value
  if (schema !== undefined) {
    fault.value = asInForm(schema, value as FaultJson)
    family.value = familyOf(schema, fault.value)
  }
  problems.value = []
  mode.value = "form"
}
