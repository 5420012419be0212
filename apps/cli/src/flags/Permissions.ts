/** What the permissions of Graph that the commands need are told as in their help. */

const permission = (name: string) =>
  `Needs the permission ${name} of Microsoft Graph, and for a person who signs in a role in Intune.`

export const readPermission = permission("DeviceManagementConfiguration.Read.All")

export const writePermission = permission("DeviceManagementConfiguration.ReadWrite.All")
