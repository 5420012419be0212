/** Where a bearer token may not go: over a network where others can read it. */
import { Schema } from "effect"

/** There is a credential for a service that is reached neither over https nor on this machine. */
export class InsecureAddress extends Schema.TaggedError<InsecureAddress>()("InsecureAddress", {
  origin: Schema.String,
}) {
  override get message() {
    return `A bearer token is sent only over https, or to this machine, and not to ${this.origin}`
  }
}

/**
 * This machine, in the form that `URL` gives it. Not the names below `localhost`: not every system knows them without
 * asking another one.
 */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether nobody on the way can read what is sent there. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && loopback.test(hostname))
