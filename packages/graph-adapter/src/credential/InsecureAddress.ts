/** The failure of a store whose bearer token could be read on the network. */
import { Schema } from "effect"

/** The service has a credential, but its address is neither https nor on this machine. */
export class InsecureAddress extends Schema.TaggedError<InsecureAddress>()("InsecureAddress", {
  origin: Schema.String,
}) {
  override get message() {
    return `A bearer token must not be sent to ${this.origin}: use https`
  }
}
