/** A number with its noun: `1 connector`, `2 connectors`. */

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`
