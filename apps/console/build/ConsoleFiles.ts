/** The files of the console, as texts. */

export interface ConsoleFiles {
  /** The page. It loads the script and the style from `console/` beside it. */
  readonly html: string
  /** An ES module. */
  readonly script: string
  readonly style: string
}
