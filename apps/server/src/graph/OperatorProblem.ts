/** Failures that callers can't correct: they are logged, with what the operator of the server can do. */
import type { ConnectorStoreRefused, RefusalReason } from "@odj/core"
import { readPermission, readWritePermission } from "@odj/graph-wire"
import type { Failure } from "./Failure.ts"
import { sentence } from "./FailureRow.ts"

/** What to do if a service refuses the server itself, and not one request. */
const remedies: Partial<Record<RefusalReason, string>> = {
  SignInRequired:
    "Check that AZURE_TENANT_ID, AZURE_CLIENT_ID and the secret or certificate belong together and have not expired, or renew ODJ_TOKEN. Then restart the server",
  CredentialInvalid: "Check AZURE_TENANT_ID and the file of the credential. Then restart the server",
  PermissionMissing: `Grant the application ${readPermission} (to read) or ${readWritePermission} (to write) as an application permission, with the consent of an administrator`,
  AddressUnknown: "Check --store: its URL must end in the version of the API, such as /beta",
}

/**
 * Whether the service refuses the server itself, so that every caller gets this failure. A report that names the host is about
 * a response of something in between, such as a firewall.
 */
export const isServerRefused = ({ reason, report }: ConnectorStoreRefused): boolean =>
  reason === undefined ? report.host !== undefined : remedies[reason] !== undefined

const textOf = ({ _tag, message }: { readonly _tag: string; readonly message: string }) =>
  `${_tag}: ${message}`

/** What is wrong and what to do, for the log; `undefined` for a failure of the caller. */
export const operatorProblem = (failure: Failure): string | undefined => {
  switch (failure._tag) {
    case "ConnectorStoreRefused": {
      if (!isServerRefused(failure)) return undefined
      const remedy = failure.reason && remedies[failure.reason]
      return remedy === undefined ? textOf(failure) : `${sentence(textOf(failure))} ${remedy}`
    }
    case "ConnectorsUnreadable":
    case "ConnectorStoreUnavailable":
    case "ConnectorStoreFull":
    case "CreateOutcomeUnknown":
      return textOf(failure)
    default:
      return undefined
  }
}
