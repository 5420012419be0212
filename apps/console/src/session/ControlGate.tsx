/** Shows what needs the control, if the page can use it. */
import type { ComponentChildren } from "preact"
import { controlAccess } from "../api/ControlAccess.ts"
import { Empty } from "../ui/Empty.tsx"
import { ControlToken } from "./ControlToken.tsx"

interface ControlGateProps {
  /** What needs the control, such as `Requests`. */
  readonly what: string
  readonly children: ComponentChildren
}

export const ControlGate = ({ what, children }: ControlGateProps) => {
  if (controlAccess.value === "ready") return children
  if (controlAccess.value === "tokenNeeded") return <ControlToken />
  return (
    <Empty title={`${what} need the control of a test server`}>
      <p>
        This server has no control. Start one for tests with <code>--control</code>, in memory or with SQLite:
      </p>
      <pre>odj-server --store memory --control</pre>
    </Empty>
  )
}
