/** What the page needs to know about its server. It has no secret: the server gives it to everyone who can load the page. */

/** How a person signs in, by OAuth 2.0 with a code and PKCE. */
export interface SignInSettings {
  /** The issuer without `/v2.0`, such as `http://127.0.0.1:8365/common`. Its discovery document is below it. */
  readonly authority: string
  readonly clientId: string
  /** Separated by spaces. */
  readonly scope: string
}

/** The content of `console/settings.json`. */
export interface ConsoleSettings {
  /** The version of the server. */
  readonly version: string
  /** What the start line says about the store. */
  readonly store: string
  /**
   * How requests to Graph's API get a token: they need none; the control makes them; or a person signs in.
   */
  readonly tokens: "none" | "control" | SignInSettings
  /** Whether there is a control below `/_odj`, and whether it asks for a token. */
  readonly control: "none" | "open" | "token"
  /** The writes that Graph's API allows. */
  readonly writes: ReadonlyArray<"create" | "update" | "delete">
}
