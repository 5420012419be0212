/** The credential of a sign-in, whose library is large and therefore loaded when a request needs a token. */
import type { TokenCredential } from "@azure/identity"
import type { Redacted } from "effect"
import type { Network } from "../network/Network.ts"
import type { ChosenProfile } from "./Profiles.ts"

export const signedIn = (
  chosen: ChosenProfile,
  network: Network,
  secret: Redacted.Redacted | undefined,
): TokenCredential => {
  let credential: Promise<TokenCredential> | undefined
  return {
    getToken: async (...request) => {
      credential ??= import("./Credential.ts").then(({ credentialOf }) =>
        credentialOf(chosen, network, secret),
      )
      return (await credential).getToken(...request)
    },
  }
}
