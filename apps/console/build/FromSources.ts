/** The console in a checkout: its files are made when they are first needed. The published package has them ready. */
import { type BundledConsole, bundle } from "./Bundle.ts"

export type { ConsoleSettings, SignInSettings } from "../src/api/ConsoleSettings.ts"
export type { ConsoleFiles } from "./ConsoleFiles.ts"

let files: Promise<BundledConsole> | undefined

/** The files of the console. After a failure, the next call tries again. */
export const consoleFiles = (): Promise<BundledConsole> => {
  files ??= bundle().catch((error: unknown) => {
    files = undefined
    throw error
  })
  return files
}
