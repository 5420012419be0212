/** The code that both commands share: store addresses, usage problems, user folders, atomic writes, the check of Node.js. */

export { beginAtomicWrite, writeAtomically } from "./AtomicFile.ts"
export { maskUrlCredentials } from "./MaskUrlCredentials.ts"
export { nodeTooOld } from "./NodeTooOld.ts"
export { type DatabaseAddress, databaseAt, readStoreAddress, type StoreAddress } from "./StoreAddress.ts"
export { UsageInvalid } from "./UsageInvalid.ts"
export { configFolder, dataFolder } from "./UserFolder.ts"
