/** Idempotency keys for the creates of a form: one for each connector that a person tries to create. */

/** The key of a body before and after it is sent. */
interface CreateKeys {
  /** The same body always has the same key, so that a retry creates nothing. Another body than one that was sent has another. */
  readonly keyOf: (body: string) => string
  /** Notes that the body is sent. */
  readonly sent: (body: string) => void
}

export const makeCreateKeys = (makeKey: () => string = () => crypto.randomUUID()): CreateKeys => {
  const keys = new Map<string, string>()
  let unused: string | undefined
  const keyOf = (body: string) => {
    unused ??= makeKey()
    return keys.get(body) ?? unused
  }
  const sent = (body: string) => {
    if (keys.has(body)) return
    keys.set(body, keyOf(body))
    unused = undefined
  }
  return { keyOf, sent }
}
