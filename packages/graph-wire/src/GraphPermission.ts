/**
 * The permissions of Microsoft Graph for connectors, as named in tokens, scopes and app registrations.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnector`.
 */

/** Allows listing and reading connectors. */
export const readPermission = "DeviceManagementConfiguration.Read.All"

/** Allows listing, reading, creating, updating and deleting connectors. */
export const readWritePermission = "DeviceManagementConfiguration.ReadWrite.All"
