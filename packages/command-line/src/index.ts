/** What the two commands share: store addresses, usage problems, user folders, files written whole, the check of Node.js. */
export { maskUsers } from "./MaskedUsers.ts"
export { nodeTooOld } from "./NodeTooOld.ts"
export { type DatabaseAddress, databaseAt, readStoreAddress, type StoreAddress } from "./StoreAddress.ts"
export { UsageInvalid } from "./UsageInvalid.ts"
export { configFolder, dataFolder } from "./UserFolder.ts"
export { draftOf, writeWhole } from "./WholeFile.ts"
