/** The sign-in of a person: what authorization codes, refresh tokens and a person's tokens stand for. */
import type { Person } from "../directory/Directory.ts"

export interface SignIn {
  readonly tenant: string
  readonly appId: string
  readonly person: Person
  /** The granted permissions and OpenID scopes, without their resource. */
  readonly scopes: ReadonlyArray<string>
  /** The scopes as the client wrote them; clients cache the token under this text. */
  readonly scope: string
  /** When the person signed in, in milliseconds since 1970. */
  readonly signedInAt: number
  /** The id of the session in the browser (`sid`), or of the sign-in if there is none. */
  readonly session: string
  /** The `nonce` of the request, for its ID token. */
  readonly nonce?: string | undefined
}
