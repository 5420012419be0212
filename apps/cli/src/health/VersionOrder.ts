/** Versions of connectors, as far as they are numbers: `6.2504.2001.8`. The field is free text, and may hold anything. */

type Version = ReadonlyArray<bigint>

const numbers = /^\d{1,20}(?:\.\d{1,20}){0,3}$/

/** Up to four numbers with dots, the missing ones 0; nothing for any other text. */
export const readVersion = (text: string): Version | undefined => {
  const trimmed = text.trim()
  if (!numbers.test(trimmed)) return undefined
  const parts = trimmed.split(".").map(BigInt)
  return Array.from({ length: 4 }, (_, index) => parts[index] ?? 0n)
}

/** Whether the version comes before the least one. */
export const isBelow = (version: Version, least: Version): boolean => {
  const index = version.findIndex((part, index) => part !== least[index])
  return index !== -1 && (version[index] ?? 0n) < (least[index] ?? 0n)
}
