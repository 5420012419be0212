/** Shows the page to those who may see it: to others, how to sign in or where to enter the control token. */
import type { ComponentChildren } from "preact"
import { controlAccess } from "../api/ControlAccess.ts"
import { personSession, signIn } from "../api/PersonSession.ts"
import { consoleSettings } from "../api/Settings.ts"
import { Button } from "../ui/Button.tsx"
import { ControlToken } from "./ControlToken.tsx"

interface SignInPromptProps {
  readonly problem: string
  /** Whether what the person sees and edits is still there, below the prompt. */
  readonly isExpired?: boolean
}

const SignInPrompt = ({ problem, isExpired = false }: SignInPromptProps) => (
  <div class="card stack session-prompt" role="status">
    {isExpired ? <h2>Your sign-in has ended</h2> : <h1>You are not signed in</h1>}
    <p class="session-problem">{problem}</p>
    {isExpired && <p>The page is loaded again when you sign in. Copy what you still need first.</p>}
    <div class="line">
      <Button kind="main" onClick={() => void signIn()}>
        Sign in again
      </Button>
      {/* Otherwise the header has this button. */}
      {!isExpired && <Button onClick={() => void signIn("select_account")}>Sign in as another person</Button>}
    </div>
  </div>
)

export const SessionGate = ({ children }: { readonly children: ComponentChildren }) => {
  // Otherwise browsers have no random ids, no locks and no keys for the sign-in.
  if (!isSecureContext)
    return (
      <div class="card stack session-prompt">
        <h1>This page needs https</h1>
        <p>
          Over http, browsers let it work only at a loopback address, such as <code>http://127.0.0.1</code> on
          the machine of the server.
        </p>
      </div>
    )
  const session = personSession.value
  const settings = consoleSettings.value
  if (settings === undefined || session.kind === "starting")
    return <p class="faint session-start">Loading…</p>
  if (session.kind === "signedOut") return <SignInPrompt problem={session.problem} />
  if (settings.tokens === "control" && controlAccess.value === "tokenNeeded") return <ControlToken />
  return (
    <>
      {session.kind === "expired" && <SignInPrompt problem={session.problem} isExpired />}
      {children}
    </>
  )
}
