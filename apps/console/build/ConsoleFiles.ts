/** The files of the console, as texts. */

/** Each function has its text ready, or makes it first. The page is ready before the script is, so a browser can show it at once. */
export interface ConsoleFiles {
  /** The page. It loads the script and the style from `console/` beside it. */
  readonly html: () => Promise<string>
  /** An ES module. */
  readonly script: () => Promise<string>
  readonly style: () => Promise<string>
}
