/** What the page needs to know about its server. It has no secret: the server gives it to everyone who can load the page. */

/** How a person signs in, by OAuth 2.0 with a code and PKCE. */
export interface SignInSettings {
  /**
   * The URL of the issuer without a trailing slash, such as `http://127.0.0.1:8365/common/v2.0`. Its discovery document is at
   * `/.well-known/openid-configuration` below it. The page can call addresses of this origin, besides its own.
   */
  readonly issuer: string
  /** The application of the page. Its redirect URI is the address of the page, without query and fragment. */
  readonly clientId: string
  /** What to request, separated by spaces. */
  readonly scope: string
}

/** The content of `console/settings.json`. */
export interface ConsoleSettings {
  /** The version of the server. */
  readonly version: string
  /** What the start line says about the store. Of a server that may be reached from elsewhere, only its kind. */
  readonly store: string
  /**
   * How requests to Graph's API get a token: they need none; the control makes them; or a person signs in.
   */
  readonly tokens: "none" | "control" | SignInSettings
  /** Whether there is a control below `/_odj`: none, one that needs no token, or one that needs its token. */
  readonly control: "none" | "open" | "token"
  /** Whether requests are recorded from the start of the server. Otherwise they are from the first request for the control on. */
  readonly recordsFromStart: boolean
  /** The file with the certificate that the server has made and clients have to trust; absent if it made none. */
  readonly certificate?: string | undefined
  /** The writes that Graph's API allows. */
  readonly writes: ReadonlyArray<"create" | "update" | "delete">
}
