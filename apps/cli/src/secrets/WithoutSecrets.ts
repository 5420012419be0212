/**
 * Masks what may be a secret in the parser's errors, which repeat parts of the command line.
 *
 * A secret ends up there if someone writes it after a switch, after an unknown flag, or in front of the command. Then it
 * would go on from the terminal to logs and monitoring systems.
 */
import { CliError } from "effect/cli"
import { mask, webToken } from "./Redaction.ts"

type UsageError = CliError.NonShowHelpErrors

/** `ODJ_TOKEN=…`, or a flag and its value in one argument. */
const assigned =
  /((?:secret|token|password|pwd|key)[\w.-]*[=:]|--[\w-]*(?:secret|token|password)[\w-]*\s).*$/is

/** A long text without spaces that has small letters, capital letters and digits. */
const random = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)\S{20,}$/

/** A part of a command line without what may be a secret in it. */
export const withoutSecret = (text: string): string =>
  text
    .replace(assigned, `$1${mask}`)
    .replace(webToken, mask)
    .replace(/\S+/g, (word) => (random.test(word) ? mask : word))

/** A flag as flags are written, here or in other programs: whatever else follows the hyphens may be the value of another flag. */
const plainFlag = /^--(?![Cc]lient-?[Ss]ecret.)[A-Z]?[a-z]+(?:-?[A-Z]?[a-z]+)*$/

const isShort = (error: UsageError) => error._tag === "UnrecognizedOption" && !error.option.startsWith("--")

/** After an unknown flag, such a word is probably the value of that flag, so it is not reported as another error. */
const isStrayWord = ({ _tag }: UsageError) => _tag === "UnexpectedArgument" || _tag === "UnknownSubcommand"

const sentence = (message: string) => new CliError.ValidationError({ message })

const notShown = "It is not shown here, since it may be a secret."

const whereItBelongs = "A client secret belongs in AZURE_CLIENT_SECRET, and a token in ODJ_TOKEN."

/** The error of `odj login`, in which any value may be a secret. */
const ofLogin = (error: UsageError): UsageError => {
  if (error._tag === "UnrecognizedOption" && /^--(?:[a-z]+-?)*(?:secret|token|password)$/i.test(error.option))
    return sentence(`\`odj login\` has no flag ${error.option}. ${whereItBelongs}`)
  if (error._tag === "UnexpectedArgument")
    return sentence(`Unexpected argument. ${notShown} ${whereItBelongs}`)
  if (error._tag !== "InvalidValue" || error.value === "") return error
  return error.option === "client-secret"
    ? sentence(`--client-secret takes no value: the secret belongs in AZURE_CLIENT_SECRET.`)
    : new CliError.InvalidValue({ ...error, value: mask })
}

const maskError = (error: UsageError): UsageError => {
  switch (error._tag) {
    case "UnexpectedArgument":
      return new CliError.UnexpectedArgument({ arguments: error.arguments.map(withoutSecret) })
    case "UnknownSubcommand":
      return new CliError.UnknownSubcommand({ ...error, subcommand: withoutSecret(error.subcommand) })
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
  const isShown = (error: UsageError) =>
    !(hasShortFlags && isShort(error)) && !(hasUnknownFlag && isStrayWord(error))
  const isLogin = commandPath[1] === "login"
  return [
    ...(hasShortFlags
      ? [sentence(`Unknown short flag. ${notShown} Longer flags begin with two hyphens.`)]
      : []),
    ...errors.filter(isShown).map((error) => maskError(isLogin ? ofLogin(error) : error)),
  ]
}
