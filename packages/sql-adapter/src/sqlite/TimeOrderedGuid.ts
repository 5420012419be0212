/** Makes GUIDs that sort by the time at which they are made: UUIDs of version 7 (RFC 9562). */
import { randomUUID } from "node:crypto"

/** A lower-case GUID: 48 bits of the time, in milliseconds since 1970, and 74 random bits. */
export const timeOrderedGuid = (now: number): string => {
  const time = BigInt.asUintN(48, BigInt(now)).toString(16).padStart(12, "0")
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice("xxxxxxxx-xxxx-x".length)}`
}
