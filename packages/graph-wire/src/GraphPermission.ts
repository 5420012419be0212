/**
 * The permissions of Microsoft Graph for connectors, as named in tokens, scopes and app registrations.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnector`.
 */

/** Allows to list and read connectors. */
export const readPermission = "DeviceManagementConfiguration.Read.All"

/** Allows to list, read, create, update and delete connectors. */
export const readWritePermission = "DeviceManagementConfiguration.ReadWrite.All"
