/** A request as a command, with buttons that copy it: with a token too, if it needs one that the page can make. */
import type { Call } from "../api/Call.ts"
import { curlOf, exportToken, needsToken } from "../api/Curl.ts"
import { graphToken } from "../api/Session.ts"
import { consoleSettings } from "../api/Settings.ts"
import { CopyButton } from "./CopyButton.tsx"

export const CurlCommand = ({ call }: { readonly call: Call }) => {
  const command = curlOf(call)
  const hasToken = needsToken(call) && consoleSettings.value?.tokens === "control"
  return (
    <>
      <pre>{command}</pre>
      <div class="line">
        {hasToken && (
          <CopyButton
            text={async () => `${exportToken((await graphToken()) ?? "")}\n${command}`}
            label="Copy with a token"
          />
        )}
        <CopyButton text={command} label={hasToken ? "Copy without" : "Copy"} />
      </div>
    </>
  )
}
