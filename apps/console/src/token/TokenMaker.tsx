/** Makes tokens with the control. */
import { readWritePermission } from "@odj/graph-wire"
import { useEffect, useState } from "preact/hooks"
import { CallFailed, type CallProblem } from "../api/CallFailed.ts"
import { reloads } from "../api/Link.ts"
import { send } from "../api/Send.ts"
import { tenant } from "../api/Session.ts"
import { loadStatus } from "../api/Status.ts"
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

const failureOf = (error: unknown) =>
  error instanceof CallFailed
    ? { text: error.message, problems: error.problems }
    : { text: String(error), problems: [] }

export const TokenMaker = () => {
  const [draft, setDraft] = useState<TokenDraft>({ ...emptyDraft, tenant: tenant.value ?? "" })
  const [problems, setProblems] = useState<ReadonlyArray<CallProblem>>([])
  const [failure, setFailure] = useState<string>()
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<TokenResponse>()
  const count = reloads.value
  useEffect(() => {
    // Without the status, the fields have no suggestions.
    loadStatus().catch(() => undefined)
  }, [count])

  const make = async () => {
    const known = problemsOf(draft)
    setProblems(known)
    setFailure(undefined)
    if (known.length > 0) return
    setMaking(true)
    try {
      const { body } = await send(callOf(draft))
      setMade(body as TokenResponse)
    } catch (error) {
      const failed = failureOf(error)
      setProblems(failed.problems)
      if (failed.problems.length === 0) setFailure(failed.text)
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
        <div role="alert">{failure !== undefined && <p class="problem">{failure}</p>}</div>
      </div>
      <div class="stack">
        <div aria-live="polite">{made !== undefined && <MadeToken token={made.token} />}</div>
        <TokenAsCommand draft={draft} appId={made?.appId} />
      </div>
    </div>
  )
}
