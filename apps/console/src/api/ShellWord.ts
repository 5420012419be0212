/** Writes texts for POSIX shells and fish, so that what a client has sent can be pasted without harm. */

/**
 * Control characters. A terminal acts on them while a text is pasted, and U+009B begins a sequence as ESC does. Line feeds are
 * harmless in quotes.
 */
const control = /((?:(?!\n)\p{Cc})+)/u

/** What quotes do not hold: in fish, unlike in other shells, a backslash also escapes a quote or a backslash there. */
const unquotable = /'|\\(?=['\\]|$)/g

/** Whether a text can stand in quotes. */
export const isQuotable = (text: string): boolean => !control.test(text)

/** The argument of `printf` for bytes, in printable ASCII and without a hyphen, which would begin an option. */
export const printfArgument = (bytes: Uint8Array): string => {
  const escaped = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    return /[\w .,:;/=+@{}[\]()"<>&?!#*~^|$]/.test(character)
      ? character
      : `\\${byte.toString(8).padStart(3, "0")}`
  })
  return `'${escaped.join("")}'`
}

/** A text as one word. It has no U+0000, which no argument can have. */
export const shellWord = (text: string): string => {
  if (isQuotable(text)) return `'${text.replaceAll(unquotable, "'\\$&'")}'`
  // The shell drops line feeds at the end of what a command prints, so each control character is printed alone.
  return text
    .split(control)
    .filter((part) => part !== "")
    .map((part) =>
      isQuotable(part) ? shellWord(part) : `"$(printf ${printfArgument(new TextEncoder().encode(part))})"`,
    )
    .join("")
}
