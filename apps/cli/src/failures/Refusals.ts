/** What each reason for a refusal means, and what to do about it. */
import type { RefusalReason } from "@odj/core"
import { readPermission, readWritePermission } from "@odj/graph-wire"

export interface Refusal {
  readonly exitCode: number
  /** What it means; the service's own message follows. */
  readonly meaning: string
  /** What to do about it. */
  readonly remedy?: string
}

/** The row of every reason. */
export const refusals: Record<RefusalReason, Refusal> = {
  // Its remedy is in SignInRefusals.ts.
  SignInRequired: { exitCode: 3, meaning: "The sign-in failed or has expired" },
  CredentialInvalid: {
    exitCode: 2,
    meaning: "The sign-in is set up wrongly",
    remedy: "Check the flags of `odj login`, such as --tenant and --certificate, and run it again.",
  },
  PermissionMissing: {
    exitCode: 3,
    meaning: "Permission denied",
    remedy: `Ask an administrator to grant ${readPermission} (to read) or ${readWritePermission} (to write). A user also needs a role in Intune. After \`odj login --read-only\`, run \`odj login\` without it to write.`,
  },
  LicenseMissing: {
    exitCode: 4,
    meaning: "The tenant has no Intune licence",
    remedy: "Assign an Intune licence, or sign in to a tenant that has one.",
  },
  AddressUnknown: {
    exitCode: 4,
    meaning: "The service has no connectors at this address",
    remedy:
      "If you passed --url, check it: it must end in the version of the API, such as https://graph.microsoft.com/beta. Graph's v1.0 has no connectors.",
  },
  OperationNotOffered: {
    exitCode: 4,
    meaning: "The service does not offer this operation",
    remedy: "Use the Intune admin center. To add a connector, install its software and sign in there.",
  },
  DeletionNotOffered: {
    exitCode: 4,
    meaning: "Intune does not delete connectors on request",
    remedy:
      "Uninstall the connector's software and wait: Intune removes an inactive connector after 30 days.",
  },
  ListTooLong: { exitCode: 4, meaning: "The list is too long" },
}
