/** The console in a checkout: its files are made when they are first needed. The published package has them ready. */
import type { ConsoleFiles } from "./ConsoleFiles.ts"
import { html, style } from "./Page.ts"

export type { ConsoleSettings, SignInSettings } from "../src/api/ConsoleSettings.ts"
export type { ConsoleFiles } from "./ConsoleFiles.ts"

let code: Promise<string> | undefined

/** Loads the bundler, and bundles the script once. After a failure, the next call tries again. */
const script = (): Promise<string> => {
  code ??= import("./Script.ts")
    .then((bundler) => bundler.script())
    .then((made) => made.code)
    .catch((error: unknown) => {
      code = undefined
      throw error
    })
  return code
}

/** The files of the console. */
export const consoleFiles: ConsoleFiles = { html, script, style }
