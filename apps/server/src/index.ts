/** `odj-server` inside another program: `startServer` with promises, `layer` with Effect. */
export { StoreRefused } from "./graph/Tenants.ts"
export type { TokenRequest } from "./issuer/MintToken.ts"
export type { LogEntry } from "./observe/Log.ts"
export { layer, OdjServer, type RunningServer, type ServerOptions, startServer } from "./StartServer.ts"
export { OptionsInvalid } from "./TestServer.ts"
