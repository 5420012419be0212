/** The permissions of Graph that matter here, as tokens name them. */

/** Reads connectors. */
export const read = "DeviceManagementConfiguration.Read.All"

/** Reads and writes connectors. */
export const readWrite = "DeviceManagementConfiguration.ReadWrite.All"
