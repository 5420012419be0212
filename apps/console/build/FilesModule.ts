/** The files of the console as a module with their texts in it: for the published package, and for the bundle of `odj-server`. */
import { html, style } from "./Page.ts"
import { script } from "./Script.ts"

export interface FilesModule {
  readonly code: string
  /** The licences of the packages whose code is in the module. */
  readonly licenses: string
}

/** Makes the module. It exports `consoleFiles`. */
export const filesModule = async (): Promise<FilesModule> => {
  const { code, licenses } = await script()
  const texts = { html: await html(), script: code, style: await style() }
  const functions = Object.entries(texts).map(
    ([name, text]) => `  ${name}: async () => ${JSON.stringify(text)},\n`,
  )
  return {
    code: `/** The files of the console. */\nexport const consoleFiles = {\n${functions.join("")}}\n`,
    licenses,
  }
}
