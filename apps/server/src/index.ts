/** `odj-server` inside another program: `startServer` and `openServer` with promises, `layer` with Effect. */
export { TimeInvalid } from "./clock/ClockTime.ts"
export { grantSchema } from "./directory/GrantSchema.ts"
export type { GrantedApplication, GrantedTenant, GrantedUser, Grants } from "./directory/Grants.ts"
export { GrantsInvalid } from "./directory/GrantsInvalid.ts"
export type { GrantsInput } from "./directory/ReadGrants.ts"
export { type SeedInput, SeedInvalid } from "./double/Seed.ts"
export { type Snapshot, SnapshotInvalid } from "./double/Snapshot.ts"
export type { ArmedFault } from "./faults/ArmedFaults.ts"
export type { Fault, GraphFault, IssuerFault, SocketFault, TokenFault } from "./faults/Fault.ts"
export { faultSchema } from "./faults/FaultSchema.ts"
export { FaultsInvalid } from "./faults/FaultsInvalid.ts"
export { type Preset, type PresetName, presets } from "./faults/Presets.ts"
export { StoreRefused } from "./graph/Tenants.ts"
export { ListenFailed } from "./http/HttpListener.ts"
export type { TokenRequest } from "./issuer/MintToken.ts"
export type {
  RecordedCaller,
  RecordedOutcome,
  RecordedRequest,
  RecordedRequests,
  RecordedResponse,
  RecordedToken,
} from "./ledger/RecordedRequest.ts"
export { type RequestQuery, RequestQueryInvalid } from "./ledger/RequestQuery.ts"
export { type OpenOptions, type OpenServer, openServer } from "./OpenServer.ts"
export { OptionsInvalid } from "./OptionsInvalid.ts"
export type { LogEntry } from "./observe/Log.ts"
export { layer, OdjServer, type RunningServer, type ServerOptions, startServer } from "./StartServer.ts"
