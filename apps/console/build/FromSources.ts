/** The console in a checkout: its files are made when they are first needed. The published package has them ready. */
import { bundle } from "./Bundle.ts"
import type { ConsoleFiles } from "./ConsoleFiles.ts"

export type { ConsoleSettings, SignInSettings } from "../src/api/ConsoleSettings.ts"
export type { ConsoleFiles } from "./ConsoleFiles.ts"

let files: Promise<ConsoleFiles> | undefined

/** The files of the console. */
export const consoleFiles = (): Promise<ConsoleFiles> => (files ??= bundle())
