/** Shows the request of an action, and the command that makes the same request. */
import type { Call } from "../api/Call.ts"
import { CurlCommand } from "./CurlCommand.tsx"

export const CallLine = ({ call }: { readonly call: Call }) => (
  <details class="call">
    <summary>
      <span class={`method ${call.method.toLowerCase()}`}>{call.method}</span> <code>{call.path}</code>
    </summary>
    <CurlCommand call={call} />
  </details>
)
