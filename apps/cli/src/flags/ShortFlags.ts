/** The values of short flags, which the parser would read as more flags: it would find `-h`, the help, in `-w1h`. */

/** The short flags that have a value, with a value attached. */
const attached = /^(-[owc])(?!=)(.+)$/s

const isNegative = (arg: string) => /^-\d/.test(arg)

/** The arguments with `-w1h` and `-w -1h` as `-w=1h` and `-w=-1h`. No flag begins with a digit. */
export const joinValues = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.includes("--") ? args.indexOf("--") : args.length
  const joined: Array<string> = []
  for (const arg of args.slice(0, end)) {
    const before = joined.at(-1) ?? ""
    if (isNegative(arg) && /^--?[a-z][a-z-]*$/.test(before)) joined.splice(-1, 1, `${before}=${arg}`)
    else joined.push(arg.replace(attached, "$1=$2"))
  }
  return [...joined, ...args.slice(end)]
}
