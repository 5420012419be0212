/** The writes that the server allows. */
import { signal } from "@preact/signals"
import type { ConsoleSettings } from "../api/ConsoleSettings.ts"
import { settings } from "../api/Settings.ts"

/** None until the settings are loaded. */
const allowed = signal<ConsoleSettings["writes"] | undefined>(undefined)

/** Loads what is allowed, unless it is loaded. */
export const loadWrites = async (): Promise<void> => {
  allowed.value ??= (await settings()).writes
}

export const canWrite = (write: ConsoleSettings["writes"][number]): boolean =>
  allowed.value?.includes(write) ?? false

/** Whether the server is known to allow no write. */
export const isReadOnly = (): boolean => allowed.value?.length === 0
