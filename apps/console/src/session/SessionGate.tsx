/** Shows the page to those who may see it: to others, how to sign in or where to enter the control token. */
import type { ComponentChildren } from "preact"
import { controlToken, isControlRefused } from "../api/ControlAccess.ts"
import { personSession, signIn } from "../api/PersonSession.ts"
import { consoleSettings } from "../api/Settings.ts"
import { Button } from "../ui/Button.tsx"
import { ControlToken } from "./ControlToken.tsx"

const SignInPrompt = ({
  title,
  problem,
}: {
  readonly title: string
  readonly problem?: string | undefined
}) => (
  <div class="card stack session-prompt" role="status">
    <h2>{title}</h2>
    {problem !== undefined && <p class="session-problem">{problem}</p>}
    <div class="line">
      <Button kind="main" onClick={() => void signIn()}>
        {problem === undefined ? "Sign in" : "Sign in again"}
      </Button>
      <Button onClick={() => void signIn("select_account")}>Sign in as another person</Button>
    </div>
  </div>
)

export const SessionGate = ({ children }: { readonly children: ComponentChildren }) => {
  const session = personSession.value
  const settings = consoleSettings.value
  if (settings === undefined || session.kind === "starting")
    return <p class="faint session-start">Loading…</p>
  if (session.kind === "signedOut")
    return <SignInPrompt title="You are not signed in" problem={session.problem} />
  const isTokenMissing = controlToken.value === undefined || isControlRefused.value
  if (settings.tokens === "control" && settings.control === "token" && isTokenMissing) return <ControlToken />
  return (
    <>
      {session.kind === "expired" && (
        <SignInPrompt title="Your sign-in has ended" problem={session.problem} />
      )}
      {children}
    </>
  )
}
