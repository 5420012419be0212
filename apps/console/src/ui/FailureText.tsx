/** Why a request has failed, with the id by which the server's log has it. */
import type { CallFailed } from "../api/CallFailed.ts"

export const FailureText = ({ failure }: { readonly failure: CallFailed }) => (
  <div role="alert">
    <p class="problem">
      {failure.message}
      {failure.status === 401 || failure.status === 403
        ? " Choose other permissions in the section Token."
        : ""}
    </p>
    {failure.requestId !== undefined && (
      <small>
        Status {failure.status}, request <code>{failure.requestId}</code>
      </small>
    )}
  </div>
)
