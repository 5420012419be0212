/** Makes tokens with the control. */
import { readWritePermission } from "@odj/graph-wire"
import { useState } from "preact/hooks"
import { CallFailed, type CallProblem } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { tenant } from "../api/Session.ts"
import { FailureText } from "../ui/FailureText.tsx"
import { notify } from "../ui/Notify.tsx"
import { MadeToken } from "./MadeToken.tsx"
import { TokenAsCommand } from "./TokenAsCommand.tsx"
import { callOf, problemsOf, type TokenDraft } from "./TokenDraft.ts"
import { TokenForm } from "./TokenForm.tsx"

/** What the control responds with. */
interface TokenResponse {
  readonly token: string
  readonly appId: string
}

const emptyDraft: Omit<TokenDraft, "tenant"> = {
  kind: "application",
  user: "",
  appId: "",
  permissions: [readWritePermission],
  further: "",
  lifetime: "1",
  unit: "hours",
}

export const TokenMaker = () => {
  const [draft, setDraft] = useState<TokenDraft>({ ...emptyDraft, tenant: tenant.value ?? "" })
  const [problems, setProblems] = useState<ReadonlyArray<CallProblem>>([])
  const [failure, setFailure] = useState<CallFailed>()
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<TokenResponse>()

  const make = async () => {
    const known = problemsOf(draft)
    setProblems(known)
    setFailure(undefined)
    if (known.length > 0) return
    setMaking(true)
    try {
      const call = callOf(draft)
      const { body } = await send(call)
      setMade(body as TokenResponse)
      notify("done", "The token was made.", call)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      setProblems(error.problems)
      if (error.problems.length === 0) setFailure(error)
    } finally {
      setMaking(false)
    }
  }

  return (
    <div class="token-columns">
      <div class="stack">
        <TokenForm
          draft={draft}
          problems={problems}
          isMaking={isMaking}
          onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
          onSubmit={() => void make()}
        />
        {failure !== undefined && <FailureText failure={failure} />}
      </div>
      <div class="stack">
        {made !== undefined && <MadeToken token={made.token} />}
        <TokenAsCommand draft={draft} appId={made?.appId} />
      </div>
    </div>
  )
}
