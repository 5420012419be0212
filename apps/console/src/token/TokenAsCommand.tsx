/** The commands that make the token of the form. */
import { base } from "../api/Base.ts"
import { curlOf, trustOptions } from "../api/Curl.ts"
import { CopyButton } from "../ui/CopyButton.tsx"
import { oauthCommand, serverCommand } from "./TokenCommands.ts"
import { bodyOf, callOf, problemsOf, type TokenDraft } from "./TokenDraft.ts"

interface CommandProps {
  readonly title: string
  readonly text: string
  readonly note: string
}

const Command = ({ title, text, note }: CommandProps) => (
  <details class="call">
    <summary>{title}</summary>
    <p class="faint">{note}</p>
    <pre>{text}</pre>
    <CopyButton text={text} />
  </details>
)

interface TokenAsCommandProps {
  readonly draft: TokenDraft
  /** The application that the server has chosen; `undefined` before it has made a token. */
  readonly appId: string | undefined
}

export const TokenAsCommand = ({ draft, appId }: TokenAsCommandProps) => {
  if (problemsOf(draft).length > 0) return null
  const body = bodyOf(draft)
  const command = curlOf(callOf(draft))
  const origin = base.href.replace(/\/$/, "")
  const clientId = body.appId ?? appId
  const oauth = clientId && oauthCommand(body, origin, clientId, trustOptions("--cacert"))
  const server = serverCommand(body, origin)
  return (
    <section class="card" aria-labelledby="token-command">
      <h2 id="token-command">The same as a command</h2>
      <pre>{command}</pre>
      <CopyButton text={command} label="Copy command" />
      {oauth !== undefined && (
        <Command
          title="With OAuth’s client credentials"
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
