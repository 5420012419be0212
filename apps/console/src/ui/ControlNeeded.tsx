/** What a section shows that needs the control, if the server has none. */
import { Empty } from "./Empty.tsx"

/** `what` is what the section would show, such as `Requests`. */
export const ControlNeeded = ({ what }: { readonly what: string }) => (
  <Empty title={`${what} need the control of a test server`}>
    <p>
      This server has no control. Start one for tests with <code>--control</code>, in memory or with SQLite:
    </p>
    <pre>odj-server --store memory --control</pre>
  </Empty>
)
