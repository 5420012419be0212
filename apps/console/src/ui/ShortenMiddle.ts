/** Shortens texts such as paths, whose ends say most. */

/** At most `most` characters, with `…` in the place of what is left out. The end keeps more of it than the beginning. */
export const shortenMiddle = (text: string, most: number): string => {
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const start = Math.floor((most - 1) / 3)
  return [
    ...characters.slice(0, start),
    "…",
    ...characters.slice(characters.length - (most - 1 - start)),
  ].join("")
}
