/** The token that was made, and the commands that make the same one. */
import { useEffect, useRef } from "preact/hooks"
import { base } from "../api/Base.ts"
import type { Call } from "../api/Call.ts"
import { CallLine } from "../ui/CallLine.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { oauthCommand, serverCommand } from "./TokenCommands.ts"
import type { TokenBody } from "./TokenDraft.ts"
import { TokenView } from "./TokenView.tsx"

/** What the control responds with. */
export interface TokenResponse {
  readonly token: string
  readonly appId: string
}

const Command = ({
  title,
  text,
  note,
}: {
  readonly title: string
  readonly text: string
  readonly note: string
}) => (
  <details class="call">
    <summary>{title}</summary>
    <p class="faint">{note}</p>
    <pre>{text}</pre>
    <CopyButton text={text} />
  </details>
)

interface MadeTokenProps {
  readonly call: Call
  readonly body: TokenBody
  readonly made: TokenResponse
}

export const MadeToken = ({ call, body, made: { token, appId } }: MadeTokenProps) => {
  const origin = base.href.replace(/\/$/, "")
  const oauth = oauthCommand(body, origin, appId)
  const server = serverCommand(body, origin)
  const ref = useRef<HTMLElement>(null)
  // On a phone, it is below the form.
  useEffect(() => ref.current?.querySelector("h2")?.scrollIntoView({ block: "nearest" }), [token])
  return (
    <section ref={ref} class="card stack" aria-labelledby="made-token">
      <h2 id="made-token">The token</h2>
      <TokenView token={token} />
      <h3>The same as a command</h3>
      <CallLine call={call} />
      {oauth !== undefined && (
        <Command
          title="With OAuth's client credentials"
          text={oauth}
          note="This is how a program gets its token. The issuer decides on the permissions, and the token is valid for an hour."
        />
      )}
      {server !== undefined && (
        <Command
          title="Without a request: odj-server token"
          text={server}
          note="It needs the key file of the server, so it only works if the server was started with --keys FILE."
        />
      )}
    </section>
  )
}
