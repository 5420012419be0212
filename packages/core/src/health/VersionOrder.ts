/** Compares versions such as `6.2504.2001.8`. The property is free text, so a version may have another form. */

/** Four numbers. */
export type Version = ReadonlyArray<bigint>

const numbers = /^\d{1,20}(?:\.\d{1,20}){0,3}$/

/** Reads up to four numbers separated by dots; missing ones are 0. `undefined` for any other text. */
export const readVersion = (text: string): Version | undefined => {
  const trimmed = text.trim()
  if (!numbers.test(trimmed)) return undefined
  const parts = trimmed.split(".").map(BigInt)
  return Array.from({ length: 4 }, (_, index) => parts[index] ?? 0n)
}

/** Whether the version is lower than the minimum. */
export const isBelow = (version: Version, least: Version): boolean => {
  const index = version.findIndex((part, index) => part !== least[index])
  return index !== -1 && (version[index] ?? 0n) < (least[index] ?? 0n)
}
