/** Whether the page can use the control. A person enters its token, which is kept until the tab is closed. */
import { batch, computed, signal } from "@preact/signals"
import type { Call } from "./Call.ts"
import { CallFailed } from "./CallFailed.ts"
import { exchange, type Received } from "./Exchange.ts"
import { keptInTab } from "./KeptInTab.ts"
import { consoleSettings } from "./Settings.ts"

/** The token of the control, which a person has entered; `undefined` if the server needs none. */
export const controlToken = keptInTab("odj.controlToken")

/** Whether the server has refused the token of the control, or its absence. */
export const isControlRefused = signal(false)

/** Whether the page can use the control: the server has none, a person has to enter its token, or the page can. */
export const controlAccess = computed((): "none" | "tokenNeeded" | "ready" => {
  const control = consoleSettings.value?.control ?? "none"
  if (control !== "token") return control === "none" ? "none" : "ready"
  return controlToken.value === undefined || isControlRefused.value ? "tokenNeeded" : "ready"
})

/** Keeps a token of the control if the server accepts it. Otherwise rejects with `CallFailed`. */
export const tryControlToken = async (token: string): Promise<void> => {
  await exchange({ method: "GET", path: "/_odj/clock" }, token)
  batch(() => {
    isControlRefused.value = false
    controlToken.value = token
  })
}

/** Makes a request to the control. Rejects as `exchange` does. */
export const askControl = async (call: Call, signal?: AbortSignal): Promise<Received> => {
  const token = controlToken.value
  try {
    return await exchange(call, token, signal)
  } catch (error) {
    if (error instanceof CallFailed && error.status === 401 && token === controlToken.value)
      isControlRefused.value = true
    throw error
  }
}
