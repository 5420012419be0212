/** Decodes a body in UTF-8. */

/** The text, without the byte order mark that some programs write before it. */
export const bodyText = (body: Buffer): string =>
  body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.toString("utf8", 3) : body.toString()
