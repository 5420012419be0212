/** Whether the page can use the control. A person enters its token, which is kept until the tab is closed. */
import { batch, computed, effect, signal } from "@preact/signals"
import type { Call } from "./Call.ts"
import { CallFailed } from "./CallFailed.ts"
import { exchange, type Received } from "./Exchange.ts"
import { consoleSettings } from "./Settings.ts"

const key = "odj.controlToken"

/** The token of the control, which a person has entered; `undefined` if the server needs none. */
export const controlToken = signal(sessionStorage.getItem(key) ?? undefined)

/** Whether the server has refused the token of the control, or its absence. */
export const isControlRefused = signal(false)

/** Whether the page can use the control: the server has none, a person has to enter its token, or the page can. */
export const controlAccess = computed((): "none" | "tokenNeeded" | "ready" => {
  const control = consoleSettings.value?.control ?? "none"
  if (control !== "token") return control === "none" ? "none" : "ready"
  return controlToken.value === undefined || isControlRefused.value ? "tokenNeeded" : "ready"
})

effect(() => {
  if (controlToken.value === undefined) sessionStorage.removeItem(key)
  else sessionStorage.setItem(key, controlToken.value)
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
    const received = await exchange(call, token, signal)
    if (token === controlToken.value) isControlRefused.value = false
    return received
  } catch (error) {
    if (error instanceof CallFailed && error.status === 401 && token === controlToken.value)
      isControlRefused.value = true
    throw error
  }
}
