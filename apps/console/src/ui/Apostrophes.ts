/**
 * A text of the packages as the page prints it: terminals get the apostrophe of a keyboard. Only for texts without anything
 * that a person or a program has chosen, which is shown as it is.
 */
export const printed = (text: string): string => text.replaceAll(/(?<=\w)'(?=\w)/g, "’")
