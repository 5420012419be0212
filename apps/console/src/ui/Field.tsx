/** A field of a form with its label, its hint, and its problems beside it. */
import type { ComponentChildren } from "preact"

interface FieldProps {
  /** The id of the control inside. */
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  readonly problems?: ReadonlyArray<string> | undefined
  /** The control. Its `aria-describedby` is {@link describedBy}, its `aria-invalid` whether there are problems. */
  readonly children: ComponentChildren
}

/** The id of the hint and the problems of a control. */
export const describedBy = (id: string): string => `${id}-text`

/** The hint and the problems of a control. */
export const FieldText = ({ id, hint, problems = [] }: Pick<FieldProps, "id" | "hint" | "problems">) => (
  <div id={describedBy(id)}>
    {hint !== undefined && <small>{hint}</small>}
    {problems.map((problem) => (
      <p class="problem" key={problem}>
        {problem}
      </p>
    ))}
  </div>
)

export const Field = ({ id, label, hint, problems, children }: FieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    <FieldText id={id} hint={hint} problems={problems} />
  </div>
)
