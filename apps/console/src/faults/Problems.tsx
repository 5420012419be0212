/** Every problem with what was sent, each with the place of the invalid value. */
import { type CallProblem, problemText } from "../api/CallFailed.ts"

interface ProblemsProps {
  readonly problems: ReadonlyArray<CallProblem>
  /** What follows from them. */
  readonly title?: string
}

export const Problems = ({ problems, title }: ProblemsProps) =>
  problems.length === 0 ? null : (
    <div role="alert">
      {title !== undefined && <p>{title}</p>}
      <ul class="plain stack problems">
        {problems.map(problemText).map((problem) => (
          <li key={problem} class="problem">
            {problem}
          </li>
        ))}
      </ul>
    </div>
  )
