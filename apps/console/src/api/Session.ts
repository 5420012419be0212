/** The tenant that the page shows, and the tokens for Graph's API. Tokens are kept in memory only. */
import { signal } from "@preact/signals"

/** The id of the tenant whose connectors are shown; `undefined` for the server's default tenant. */
export const tenant = signal<string | undefined>(undefined)

/** A token for Graph's API in the chosen tenant; `undefined` if the server needs none. */
export const graphToken = async (): Promise<string | undefined> => undefined

/** The token of the control, which a person has entered; `undefined` if the server needs none. */
export const controlToken = signal<string | undefined>(undefined)
