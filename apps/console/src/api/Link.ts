/** Whether the server responds. While it does not, the page asks it again and again, and then loads everything again. */
import { signal } from "@preact/signals"
import { base } from "./Base.ts"

/** Whether the server responds. */
export const link = signal<"up" | "away">("up")

/** Counts how often the server has come back. What a section shows depends on it, so the section loads again. */
export const reloads = signal(0)

const firstDelay = 500
const longestDelay = 5_000
/** A server that does not say within this time that it is alive is away. */
const probeTime = 5_000

const isAlive = async (): Promise<boolean> => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), probeTime)
  try {
    const response = await fetch(new URL("livez", base), { cache: "no-store", signal: controller.signal })
    // Otherwise a proxy has responded in the place of the server.
    return response.ok
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

let wake: (() => void) | undefined

/** Waits, or until {@link wake} is called. */
const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })

const waitUntilBack = async () => {
  for (let delay = firstDelay; ; delay = Math.min(2 * delay, longestDelay)) {
    await pause(delay)
    if (await isAlive()) break
  }
  link.value = "up"
  reloads.value++
}

let checking: Promise<boolean> | undefined

/** Checks whether the server is alive, after a request without a response of the server. Concurrent callers share one check. */
export const checkLink = (): Promise<boolean> => {
  if (link.value === "away") return Promise.resolve(false)
  checking ??= isAlive().then((alive) => {
    checking = undefined
    if (!alive) {
      link.value = "away"
      void waitUntilBack()
    }
    return alive
  })
  return checking
}

addEventListener("online", () => wake?.())
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") wake?.()
})
