/**
 * Masks what may be a secret in the parser's errors, which repeat parts of the command line.
 *
 * A secret ends up there if someone writes it after a switch, after an unknown flag, or in front of the command. Then it
 * would go on from the terminal to logs and monitoring systems.
 */
import { CliError } from "effect/cli"

type UsageError = CliError.NonShowHelpErrors

const mask = "***"

/** `ODJ_TOKEN=…` */
const assigned = /^([\w.-]*(?:secret|token|password|pwd|key)[\w.-]*[=:]).*$/is

/** A JSON Web Token. */
const webToken = /\beyJ[\w.-]+/g

/** A long text without spaces that has small letters, capital letters and digits. */
const random = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)\S{20,}$/

const withoutSecret = (text: string) => {
  if (assigned.test(text)) return text.replace(assigned, `$1${mask}`)
  return random.test(text) ? mask : text.replace(webToken, mask)
}

/** A flag as flags are written: whatever else follows the hyphens may be the value of another flag. */
const plainFlag = /^--(?!client-secret.)[a-z]+(?:-[a-z]+)*$/

const isShort = (error: UsageError) => error._tag === "UnrecognizedOption" && !error.option.startsWith("--")

const sentence = (message: string) => new CliError.ValidationError({ message })

const notShown = "It is not shown here, since it may be a secret."

const whereItBelongs = "A client secret belongs in AZURE_CLIENT_SECRET, and a token in ODJ_TOKEN."

/** The error of `odj login`, in which any value may be a secret. */
const ofLogin = (error: UsageError): UsageError => {
  if (error._tag === "UnrecognizedOption" && /^--(?:[a-z]+-)*(?:secret|token|password)$/.test(error.option))
    return sentence(`\`odj login\` has no flag ${error.option}. ${whereItBelongs}`)
  if (error._tag === "UnexpectedArgument")
    return sentence(`Unexpected argument. ${notShown} ${whereItBelongs}`)
  if (error._tag !== "InvalidValue" || error.value === "") return error
  return error.option === "client-secret"
    ? sentence(`--client-secret takes no value: the secret belongs in AZURE_CLIENT_SECRET.`)
    : new CliError.InvalidValue({ ...error, value: mask })
}

const maskError = (error: UsageError, followsUnknownFlag: boolean): UsageError => {
  const show = (text: string) => (followsUnknownFlag ? mask : withoutSecret(text))
  switch (error._tag) {
    case "UnexpectedArgument":
      return new CliError.UnexpectedArgument({ arguments: error.arguments.map(show) })
    case "UnknownSubcommand":
      return new CliError.UnknownSubcommand({ ...error, subcommand: show(error.subcommand) })
    case "InvalidValue":
      return new CliError.InvalidValue({ ...error, value: withoutSecret(error.value) })
    case "UnrecognizedOption":
      return isShort(error) || plainFlag.test(error.option)
        ? error
        : new CliError.UnrecognizedOption({ ...error, option: `--${mask}` })
    default:
      return error
  }
}

/** The errors without what may be a secret. `commandPath` begins with the name of the program. */
export const withoutSecrets = (
  errors: ReadonlyArray<UsageError>,
  commandPath: ReadonlyArray<string>,
): ReadonlyArray<UsageError> => {
  const hasUnknownFlag = errors.some(({ _tag }) => _tag === "UnrecognizedOption")
  // The parser reads -pS3CR3T as seven flags, whose names together are the secret.
  const hasShortFlags = errors.filter(isShort).length > 1
  const shown = hasShortFlags ? errors.filter((error) => !isShort(error)) : errors
  return [
    ...(hasShortFlags ? [sentence(`Unknown short flag. ${notShown}`)] : []),
    ...shown.map((error) => maskError(commandPath[1] === "login" ? ofLogin(error) : error, hasUnknownFlag)),
  ]
}
