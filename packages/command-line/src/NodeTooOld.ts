/** The sentence that a command prints if its Node.js is too old to run it. */

const majorAndMinor = (version: string): readonly [major: number, minor: number] => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? []
  return [Number(major), Number(minor)]
}

/**
 * The sentence if `version`, such as `v20.20.2`, is below `required`, the `engines` of a package.json such as `>=22.19`;
 * `undefined` if it is not. It needs nothing that an old Node.js lacks.
 */
export const nodeTooOld = (program: string, required: string, version: string): string | undefined => {
  const [leastMajor, leastMinor] = majorAndMinor(required)
  const [major, minor] = majorAndMinor(version)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? undefined
    : `${program} needs Node.js ${leastMajor}.${leastMinor} or later; this is ${major}.${minor}.`
}
