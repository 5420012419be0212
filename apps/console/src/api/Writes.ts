/** The writes that the server allows. */
import type { ConsoleSettings } from "./ConsoleSettings.ts"
import { consoleSettings } from "./Settings.ts"

/** None until the settings are loaded. */
export const canWrite = (write: ConsoleSettings["writes"][number]): boolean =>
  consoleSettings.value?.writes.includes(write) ?? false

/** Whether the server is known to allow no write. */
export const isReadOnly = (): boolean => consoleSettings.value?.writes.length === 0
