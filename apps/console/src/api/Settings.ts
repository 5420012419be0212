/** The settings of the page, which the server has. They are loaded at first, and again when the server was away. */
import { effect, signal } from "@preact/signals"
import type { ConsoleSettings } from "./ConsoleSettings.ts"
import { exchange } from "./Exchange.ts"
import { reloads } from "./Link.ts"

/** The settings, once they are loaded. */
export const consoleSettings = signal<ConsoleSettings | undefined>(undefined)

const load = async (): Promise<ConsoleSettings> => {
  const { body } = await exchange({ method: "GET", path: "/console/settings.json" }, undefined)
  return body as ConsoleSettings
}

let loading: Promise<ConsoleSettings> | undefined

/** Rejects with `CallFailed` while the server can't be reached; the next call tries again. */
export const settings = (): Promise<ConsoleSettings> => {
  loading ??= load().then(
    (loaded) => (consoleSettings.value = loaded),
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

/** A server that came back with other settings is another server, or another version: it has another page. */
const loadAgain = async () => {
  const known = consoleSettings.peek()
  loading = undefined
  const loaded = await settings()
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(loaded)) location.reload()
}

effect(() => {
  void reloads.value
  // A failure is shown by the state of the link, which tries again.
  loadAgain().catch(() => undefined)
})
