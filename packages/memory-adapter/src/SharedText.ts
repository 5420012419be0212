/** Keeps one copy of texts that many connectors share, such as versions. */

/** Longer texts are rarely shared. */
const maxLength = 32

/** The last text for each place: a power of two of them. */
const texts = new Array<string>(256).fill("")

/** A place that most different texts do not share. Digits differ at the end of a version. */
const placeOf = (text: string) => {
  let place = text.length
  for (let index = 0; index < text.length; index++) place = (31 * place + text.charCodeAt(index)) | 0
  return place & (texts.length - 1)
}

/** An equal text: the same copy as before, if it was used a short time ago. */
export const sharedText = (text: string): string => {
  if (text.length > maxLength) return text
  const place = placeOf(text)
  const known = texts[place]
  if (known === text) return known
  texts[place] = text
  return text
}
