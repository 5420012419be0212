/** The command that finds the same problems. */
import { base } from "../api/Base.ts"
import { trustOptions } from "../api/Curl.ts"
import { clockOffset } from "../api/Now.ts"
import { consoleSettings } from "../api/Settings.ts"
import { CopyButton } from "../ui/CopyButton.tsx"

/** A clock that was not moved is the one of every computer, to the second. */
const isMoved = () => Math.abs(clockOffset.value) > 60_000

/** `at` is the instant that ages are counted from. */
export const DoctorCommand = ({ at }: { readonly at: string }) => {
  const settings = consoleSettings.value
  const needsToken = settings !== undefined && settings.tokens !== "none"
  const command = [
    ...(needsToken ? [`ODJ_TOKEN="$TOKEN"`] : []),
    `odj doctor --url ${new URL("beta", base).href}`,
    ...trustOptions("--ca"),
    ...(isMoved() ? [`--now ${at}`] : []),
  ].join(" ")
  return (
    <div class="stack">
      <p>
        This command finds the same problems. Its exit codes are those of monitoring plugins.
        {needsToken && " It needs a token in TOKEN."}
      </p>
      <pre>{command}</pre>
      <div>
        <CopyButton text={command} />
      </div>
    </div>
  )
}
