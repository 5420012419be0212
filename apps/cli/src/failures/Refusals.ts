/** What it means when a service refuses, and what helps, in words for whoever reads the command line's answer. */
import type { RefusalReason } from "@odj/core"
import { readPermission, readWritePermission } from "@odj/graph-wire"

const permissions = `${readPermission} to read, ${readWritePermission} to write`

export interface Refusal {
  readonly exitCode: number
  /** What it means, before the service's own words. */
  readonly meaning: string
  /** What can be done about it. */
  readonly remedy?: string
}

/** For every reason. */
export const refusals: Record<RefusalReason, Refusal> = {
  SignInRequired: {
    exitCode: 3,
    meaning: "Not signed in, or not any more",
    remedy: "Sign in with odj login, or give a token that is still good in ODJ_TOKEN.",
  },
  PermissionMissing: {
    exitCode: 3,
    meaning: "Whoever is signed in may not do this",
    remedy: `Have the permission granted (${permissions}), and to a person a role in Intune as well.`,
  },
  LicenseMissing: {
    exitCode: 4,
    meaning: "The tenant has no licence of Intune",
    remedy: "Assign a licence of Intune, or sign in to a tenant that has one.",
  },
  OperationNotOffered: {
    exitCode: 4,
    meaning: "The service documents this operation, and does not carry it out",
    remedy:
      "Use the Intune admin center; a connector comes into being when its software is installed and signed in.",
  },
  DeletionNotOffered: {
    exitCode: 4,
    meaning: "Intune deletes no connector, whoever asks",
    remedy: "Uninstall the connector's software and wait: Intune removes an inactive one after 30 days.",
  },
}
