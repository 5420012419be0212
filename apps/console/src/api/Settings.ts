/** The settings of the page, which the server has. They are loaded at first, and again when the server was away. */
import { effect, signal } from "@preact/signals"
import type { ConsoleSettings } from "./ConsoleSettings.ts"
import { exchange } from "./Exchange.ts"
import { reloads } from "./Link.ts"

/** The settings, once they are loaded. */
export const consoleSettings = signal<ConsoleSettings | undefined>(undefined)

/** A server that came back with other settings is another server, or another version: it has another page. */
const load = async () => {
  const { body } = await exchange({ method: "GET", path: "/console/settings.json" }, undefined)
  const known = consoleSettings.peek()
  if (known === undefined) consoleSettings.value = body as ConsoleSettings
  else if (JSON.stringify(known) !== JSON.stringify(body)) location.reload()
}

effect(() => {
  void reloads.value
  // A failure is shown by the state of the link, which tries again.
  load().catch(() => undefined)
})
