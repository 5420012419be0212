/** The source of bearer tokens: the shape of every credential of `@azure/identity`. */

/** A bearer token, as a credential returns it. */
export interface AccessToken {
  readonly token: string
  /** When it expires, in milliseconds since 1970. */
  readonly expiresOnTimestamp: number
}

/** Gets tokens for a scope. */
export interface TokenCredential {
  getToken(
    scopes: string | Array<string>,
    options?: { readonly abortSignal?: AbortSignal; readonly claims?: string },
  ): Promise<AccessToken | null>
}
