/** The sentences by which the help of a command names the permission that it needs. */
import { readPermission, readWritePermission } from "@odj/graph-wire"

const needs = (permission: string) =>
  `Needs the permission ${permission} of Microsoft Graph, and for a person who signs in a role in Intune.`

export const needsRead = needs(readPermission)

export const needsReadWrite = needs(readWritePermission)
