/** `odj-server` inside another program: `startServer` with promises, `layer` with Effect. */
export type { TokenRequest } from "./issuer/MintToken.ts"
export type {
  RecordedCaller,
  RecordedOutcome,
  RecordedRequest,
  RecordedRequests,
  RecordedResponse,
  RecordedToken,
  RequestQuery,
} from "./ledger/RecordedRequest.ts"
export { layer, OdjServer, type RunningServer, type ServerOptions, startServer } from "./StartServer.ts"
