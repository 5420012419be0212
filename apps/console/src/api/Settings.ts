/** The settings of the page, loaded once. */
import type { ConsoleSettings } from "./ConsoleSettings.ts"

/** The server's address with the prefix of its paths, with a trailing slash. The script is in a folder below it. */
export const base = new URL("../", import.meta.url)

let loading: Promise<ConsoleSettings> | undefined

/** Rejects while the server can't be reached; the next call tries again. */
export const settings = (): Promise<ConsoleSettings> => {
  loading ??= fetch(new URL("console/settings.json", base)).then(
    (response) => response.json() as Promise<ConsoleSettings>,
  )
  loading.catch(() => {
    loading = undefined
  })
  return loading
}
