/** Escapes line breaks and control characters in text from elsewhere, so that it fits on one line of a terminal. */

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export const oneLine = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** A value as JSON on one line, with the same characters escaped as `\\uXXXX`. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(unsafe, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  )
