/** The sign-ins that are stored, as sentences of an error name them. */
import { UsageInvalid } from "@odj/command-line"
import { nearestTo } from "@odj/domain"
import { withoutSecret } from "../secrets/WithoutSecrets.ts"
import { NotSignedIn } from "./NotSignedIn.ts"
import type { Profiles } from "./Profile.ts"

/** The names of the sign-ins, in alphabetical order. */
export const namesOf = ({ profiles }: Profiles): ReadonlyArray<string> => Object.keys(profiles).toSorted()

/** How many sign-ins a sentence names. */
const mostNamed = 10

/** `The sign-ins are contoso and fabrikam.` */
export const signInsText = (stored: Profiles): string => {
  const names = namesOf(stored)
  if (names.length === 0) return "There are no sign-ins."
  if (names.length === 1) return `The only sign-in is ${names.join()}.`
  if (names.length > mostNamed) return `\`odj profiles\` lists the ${names.length} sign-ins.`
  return `The sign-ins are ${new Intl.ListFormat("en-GB").format(names)}.`
}

/** No sign-in has the name. `advice` is what else the user can do. */
export const unknownSignIn = (name: string, stored: Profiles, advice?: string): UsageInvalid => {
  const [nearest] = nearestTo(name, namesOf(stored))
  return UsageInvalid.sentence(
    [
      `There is no sign-in with the name ${withoutSecret(name)}.`,
      ...(nearest === undefined ? [] : [`Did you mean ${nearest}?`]),
      signInsText(stored),
      ...(advice === undefined ? [] : [advice]),
    ].join(" "),
  )
}

/** `, or pass --url or --store`; empty without flags. */
const orPass = (flags: ReadonlyArray<string>) =>
  flags.length === 0 ? "" : `, or pass ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(flags)}`

/**
 * Why no sign-in is used although none was named: there is none, or none of them is the default. `flags` are those that
 * make a sign-in unnecessary.
 */
export const noDefault = (stored: Profiles, flags: ReadonlyArray<string>): UsageInvalid | NotSignedIn =>
  namesOf(stored).length === 0
    ? new NotSignedIn({ message: "Not signed in", remedy: `Run \`odj login\`${orPass(flags)}.` })
    : UsageInvalid.sentence(
        `There is no default sign-in. ${signInsText(stored)} Make one the default with \`odj profiles use NAME\`${orPass(["--profile", ...flags])}.`,
      )
