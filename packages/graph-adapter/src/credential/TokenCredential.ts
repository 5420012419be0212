/** What gives bearer tokens: the shape that every credential of `@azure/identity` has. */

export interface AccessToken {
  readonly token: string
  /** When it ends, in milliseconds since 1970. */
  readonly expiresOnTimestamp: number
}

/** Gives tokens for a scope, and keeps those that are still good. */
export interface TokenCredential {
  getToken(
    scopes: string | Array<string>,
    options?: { readonly abortSignal?: AbortSignal; readonly claims?: string },
  ): Promise<AccessToken | null>
}
