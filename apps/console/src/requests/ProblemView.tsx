/** The error that a response names. */
import { Json } from "../ui/Json.tsx"
import { responseProblem } from "./ResponseProblem.ts"

export const ProblemView = ({ body }: { readonly body: unknown }) => {
  const problem = responseProblem(body)
  if (problem === undefined) return null
  const { code, message, more } = problem
  return (
    <div class="problem response-problem">
      <p>
        <strong>
          <bdi>{code}</bdi>
        </strong>
        {message !== "" && (
          <>
            : <bdi>{message}</bdi>
          </>
        )}
      </p>
      {Object.keys(more).length > 0 && <Json value={more} />}
    </div>
  )
}
