/** Second names of flags. They work like the names in the help, and are not in the help. */

const names: Readonly<Record<string, string>> = { "--display-name": "--name" }

/** The arguments with the names in the help. */
export const renameFlags = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.includes("--") ? args.indexOf("--") : args.length
  return args.map((arg, index) => {
    const [name = ""] = arg.split("=", 1)
    return index < end && Object.hasOwn(names, name) ? names[name] + arg.slice(name.length) : arg
  })
}
