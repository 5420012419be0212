/** The failure where a bearer token would go over a network on which others can read it. */
import { Schema } from "effect"

/** There is a credential for a service that is reached neither over https nor on this machine. */
export class InsecureAddress extends Schema.TaggedError<InsecureAddress>()("InsecureAddress", {
  origin: Schema.String,
}) {
  override get message() {
    return `A bearer token is sent only over https, or to this machine, and not to ${this.origin}`
  }
}
