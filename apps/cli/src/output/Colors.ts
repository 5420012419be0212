/** When output has colours, and which. */
import { Config, Effect } from "effect"

/**
 * Whether to use colours.
 *
 * Sources: force-color.org, whose variable wins over `NO_COLOR`; Node.js, in which its values 0 and false mean none;
 * no-color.org; bixense.com/clicolors.
 */
export const wantsColors = (
  { FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, TERM }: Readonly<Record<(typeof variables)[number], string>>,
  isTerminal: boolean,
): boolean => {
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false"
  if (NO_COLOR !== "") return false
  if (CLICOLOR_FORCE !== "" && CLICOLOR_FORCE !== "0") return true
  return isTerminal && TERM !== "dumb"
}

const variables = ["FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "TERM"] as const

const variable = (name: string) => Config.withDefault(Config.String(name), "")

/** Whether standard output gets colours, by the environment. */
export const canColor = (isTerminal: boolean) =>
  Config.all({
    FORCE_COLOR: variable("FORCE_COLOR"),
    NO_COLOR: variable("NO_COLOR"),
    CLICOLOR_FORCE: variable("CLICOLOR_FORCE"),
    TERM: variable("TERM"),
  }).pipe(
    Effect.map((variables) => wantsColors(variables, isTerminal)),
    Effect.orElseSucceed(() => false),
  )

type Paint = (text: string) => string

const painted =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`

export const bold = painted(1)

/** The colours of states and severities. */
const colours: Readonly<Record<string, Paint>> = {
  active: painted(32),
  error: painted(33),
  warning: painted(33),
  inactive: painted(31),
  critical: painted(31),
  note: painted(36),
}

const plain: Paint = (text) => text

/** The colour of a cell with this text. */
export const paintOf = (text: string): Paint =>
  Object.hasOwn(colours, text) ? (colours[text] ?? plain) : plain
