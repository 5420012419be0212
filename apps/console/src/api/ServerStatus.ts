/** What the control says about its server: its store, its tenants, and who can get tokens. */

/** As `/_odj/status` has it. */
export interface ServerStatus {
  readonly version: string
  readonly store: string
  readonly url: string
  readonly started: string
  readonly recordingSince: string
  readonly ready: "ok" | "not ready" | "stopping"
  /** The first 100; absent if the store can't list them. */
  readonly tenants?: ReadonlyArray<{ readonly tenant: string; readonly connectors: number }> | undefined
  /** Who is listed in the server's directory; absent without a built-in issuer. */
  readonly issuer?:
    | {
        readonly people: ReadonlyArray<{
          readonly tenant: string
          readonly username: string
          readonly name: string
        }>
        readonly applications: ReadonlyArray<{ readonly appId: string; readonly displayName: string }>
      }
    | undefined
}
