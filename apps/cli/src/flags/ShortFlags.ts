/** Short flags as the parser needs them: it reads one flag in each letter, and would find `-h`, the help, in `-w1h`. */

/** The short flags that have a value, with a value attached. */
const attached = /^(-[owc])(?!=)(.+)$/s

/** Several letters after one hyphen that are not all switches: a mistake, which must not end in help or the version. */
const mistaken = /^-(?!.=|[yhv]+$)[^-].+$/s

const withoutHelp = (arg: string) => (mistaken.test(arg) ? arg.replaceAll(/[hv]/g, "?") : arg)

const isNegative = (arg: string) => /^-\d/.test(arg)

/** The arguments with `-w1h` and `-w -1h` as `-w=1h` and `-w=-1h`, since no flag begins with a digit, and `-1h` as `-1?`. */
export const explicitShortFlags = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.includes("--") ? args.indexOf("--") : args.length
  const joined: Array<string> = []
  for (const arg of args.slice(0, end)) {
    const before = joined.at(-1) ?? ""
    if (isNegative(arg) && /^--?[a-z][a-z-]*$/.test(before)) joined.splice(-1, 1, `${before}=${arg}`)
    else joined.push(attached.test(arg) ? arg.replace(attached, "$1=$2") : withoutHelp(arg))
  }
  return [...joined, ...args.slice(end)]
}
