/** Why a request has failed, with the id by which the server's log has it. */
import type { CallFailed } from "../api/CallFailed.ts"

interface FailureTextProps {
  readonly failure: CallFailed
  /** What to say, if a part of the failure's message is shown elsewhere. */
  readonly message?: string
}

export const FailureText = ({ failure, message = failure.message }: FailureTextProps) => (
  <div role="alert">
    <p class="problem">{message}</p>
    {failure.requestId !== undefined && (
      <small>
        Status {failure.status}, request <code>{failure.requestId}</code>
      </small>
    )}
  </div>
)
