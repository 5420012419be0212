/** Shows the console in the page. */
import { render } from "preact"
import { App } from "./app/App.tsx"
import { watchServer } from "./app/ServerState.ts"
import { watchEvents } from "./live/WatchEvents.ts"

const root = document.getElementById("app")
if (root !== null) {
  root.replaceChildren()
  render(<App />, root)
  watchServer()
  watchEvents()
}
