/** `odj-server` inside another program: as a layer, or as a promise. */
export type { TokenRequest } from "./issuer/MintToken.ts"
export { layer, OdjServer, type RunningServer, type ServerOptions, startServer } from "./StartServer.ts"
