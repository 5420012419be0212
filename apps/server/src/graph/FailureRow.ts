/** A row of the failure table: what the response to a failure contains. */
import { type Problem, problemText } from "@odj/domain"
import type { ErrorBody } from "@odj/graph-wire"

export interface FailureRow {
  readonly status: number
  readonly error: ErrorBody
  readonly headers?: Readonly<Record<string, string>>
  /** Further parameters of `WWW-Authenticate`; without `challenge` that header is not sent. */
  readonly challenge?: Readonly<Record<string, string>>
  /** The path of the resource, if the message has Intune's form: JSON that contains the path. */
  readonly byIntune?: { readonly path: string }
}

export const row = (
  status: number,
  code: string,
  message: string,
  rest?: Omit<FailureRow, "status" | "error">,
): FailureRow => ({ status, error: { code, message }, ...rest })

/** A text as a sentence. */
export const sentence = (text: string) => (text.endsWith(".") || text.endsWith("?") ? text : `${text}.`)

/** A message with every problem, and each problem as an entry of `details`. */
export const invalid = (code: string, message: string, problems: ReadonlyArray<Problem>): FailureRow => ({
  status: 400,
  error: {
    code,
    message: [message, ...problems.map((problem) => sentence(problemText(problem)))].join(" ").trim(),
    details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
  },
})
