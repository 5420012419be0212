/** Help text for the Graph permission that a command needs. */
import { readPermission, readWritePermission } from "@odj/graph-wire"

const needs = (permission: string) =>
  `Needs the Microsoft Graph permission ${permission}. A user also needs a role in Intune.`

export const needsRead = needs(readPermission)

export const needsReadWrite = needs(readWritePermission)
