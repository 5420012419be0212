/**
 * The permissions of Microsoft Graph that connectors need, as tokens, scopes and app registrations name them.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnector`.
 */

/** Permits to list and to read connectors. */
export const readPermission = "DeviceManagementConfiguration.Read.All"

/** Permits to create, change and delete connectors, and to read them as well. */
export const readWritePermission = "DeviceManagementConfiguration.ReadWrite.All"
