/**
 * Finds the reason of a refusal in the service's message: codes do not distinguish a missing role and a missing
 * licence.
 */
import type { RefusalReason } from "@odj/core"
import type { ServiceError } from "@odj/graph-wire"
import type { Operation } from "./Operation.ts"

const mentions = ({ code = "", message = "" }: ServiceError, words: RegExp): boolean =>
  words.test(code) || words.test(message)

const permission =
  /not authorized to perform this operation|one of the following (?:scopes|permissions|roles)|insufficient privileges|\baccess ?denied|Authorization_RequestDenied/i

/**
 * The reason of a refusal, if it is known.
 *
 * | status | what the service says | reason | source |
 * |---|---|---|---|
 * | any | `Request not applicable to target tenant.` | `LicenseMissing` | Microsoft365DSC#3020; vanvfields/Microsoft-365#18 |
 * | 400 | `No method match route template` | `OperationNotOffered` | microsoft-graph-docs-contrib#4590 |
 * | 404 | anything, to a list or a create | `AddressUnknown` | HTTP |
 * | 400 | `Resource not found for the segment` | `AddressUnknown` | OData's libraries |
 * | 405, 501 | anything | `OperationNotOffered` | HTTP; microsoft-graph-docs#119 |
 * | 401 | the code `Forbidden` | `PermissionMissing` | msgraph-sdk-powershell#1257 |
 * | 401 | anything else | `SignInRequired` | Graph's `InvalidAuthenticationToken` |
 * | 403 | required scopes, roles or privileges; that the caller is not authorized | `PermissionMissing` | Intune-PowerShell-SDK#121, IntuneBackupAndRestore#55 |
 * | 403 to a delete | `An error has occurred` | `DeletionNotOffered` | microsoft-graph-docs-contrib#1541 |
 * | another | | none | |
 */
export const refusalReason = (
  operation: Operation,
  status: number,
  error: ServiceError,
): RefusalReason | undefined => {
  if (mentions(error, /request not applicable to target tenant/i)) return "LicenseMissing"
  switch (status) {
    case 400:
      if (mentions(error, /no method match route template/i)) return "OperationNotOffered"
      return mentions(error, /resource not found for the segment/i) ? "AddressUnknown" : undefined
    case 404:
      return "AddressUnknown"
    case 405:
    case 501:
      return "OperationNotOffered"
    case 401:
      return error.code === "Forbidden" ? "PermissionMissing" : "SignInRequired"
    case 403:
      if (mentions(error, permission)) return "PermissionMissing"
      return operation === "delete" && mentions(error, /^An error has occurred/)
        ? "DeletionNotOffered"
        : undefined
    default:
      return undefined
  }
}
