/** What the header says about the server. It is loaded at first, when the server is back, after changes, and each minute. */
import { effect, signal, untracked } from "@preact/signals"
import { base } from "../api/Base.ts"
import { controlAccess } from "../api/ControlAccess.ts"
import { checkLink, link } from "../api/Link.ts"
import { consoleSettings } from "../api/Settings.ts"
import { loadStatus, status } from "../api/Status.ts"
import { changes } from "../live/Changes.ts"
import { makeQuietReload } from "../live/QuietReload.ts"

/** What `/readyz` says. */
const words: ReadonlyArray<string> = ["ok", "not ready", "stopping"]

/** One of the {@link words}, once it is loaded. */
export const readiness = signal<string | undefined>(undefined)

const loadReadiness = async () => {
  const response = await fetch(new URL("readyz", base), { cache: "no-store" })
  const text = (await response.text()).trim()
  if (!words.includes(text)) throw new Error("A proxy has responded in the place of the server.")
  return text
}

const load = async () => {
  // A server that is away is shown by the banner.
  if (link.peek() === "away" || document.visibilityState !== "visible") return
  try {
    // The control knows more than `/readyz`.
    const isControlled = controlAccess.peek() === "ready"
    if (isControlled) await loadStatus()
    readiness.value = isControlled ? status.peek()?.ready : await loadReadiness()
  } catch {
    await checkLink()
  }
}

/** Keeps the state up to date. */
export const watchServer = (): void => {
  const reload = makeQuietReload(load)
  effect(() => {
    void controlAccess.value
    void changes.value
    if (consoleSettings.value !== undefined) untracked(reload)
  })
  setInterval(reload, 60_000)
}
