/** Text from elsewhere as part of one line: what would break the line, hide, or steer the terminal is escaped. */

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export const oneLine = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** A value as JSON in one line, escaped as JSON escapes. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(unsafe, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  )
