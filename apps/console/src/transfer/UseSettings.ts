/** The settings of the page, for components. */
import { useEffect, useState } from "preact/hooks"
import type { ConsoleSettings } from "../api/ConsoleSettings.ts"
import { settings } from "../api/Settings.ts"

/** `undefined` until they are loaded. */
export const useSettings = (): ConsoleSettings | undefined => {
  const [loaded, setLoaded] = useState<ConsoleSettings>()
  useEffect(() => {
    settings().then(setLoaded, () => undefined)
  }, [])
  return loaded
}
