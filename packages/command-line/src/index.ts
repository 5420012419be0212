/**
 * The code that both commands share: store addresses, service URLs, `ODJ_TOKEN`, usage problems, user folders, atomic writes, counts and
 * lines for people, the check of Node.js, the cache of compiled code.
 */

export { beginAtomicWrite, writeAtomically } from "./AtomicFile.ts"
export { checkToken, fixedToken } from "./BearerToken.ts"
export { count, counted } from "./Counted.ts"
export { maskUrlCredentials } from "./MaskUrlCredentials.ts"
export { nodeTooOld } from "./NodeTooOld.ts"
export { runCached } from "./RunCached.ts"
export { parseServiceUrl, parseUrl } from "./ServiceUrl.ts"
export { type DatabaseAddress, databaseAt, readStoreAddress, type StoreAddress } from "./StoreAddress.ts"
export { UsageInvalid } from "./UsageInvalid.ts"
export { configFolder, dataFolder } from "./UserFolder.ts"
export { wrapped } from "./Wrapped.ts"
