/** `odj-server` inside another program: `startServer` and `openServer` with promises, `layer` with Effect. */
export { StoreRefused } from "./graph/Tenants.ts"
export type { TokenRequest } from "./issuer/MintToken.ts"
export { type OpenOptions, type OpenServer, openServer } from "./OpenServer.ts"
export type { LogEntry } from "./observe/Log.ts"
export { layer, OdjServer, type RunningServer, type ServerOptions, startServer } from "./StartServer.ts"
export { OptionsInvalid } from "./TestServer.ts"
