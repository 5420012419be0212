/** The reasons for which a service refuses a request. */
import { Schema } from "effect"

/**
 * Why a service refuses a request.
 *
 * | reason | meaning | what to do |
 * |---|---|---|
 * | `SignInRequired` | the request has no token, or one that the service does not accept | sign in again |
 * | `PermissionMissing` | the caller may not do this | get the permission, or the role |
 * | `LicenseMissing` | the tenant has no Intune licence | get a licence |
 * | `OperationNotOffered` | the service does not offer the operation, even if its documentation has it | find another way |
 * | `DeletionNotOffered` | Intune refuses to delete connectors, whatever the permissions | wait: Intune removes inactive connectors after 30 days |
 */
export const RefusalReason = Schema.Literals([
  "SignInRequired",
  "PermissionMissing",
  "LicenseMissing",
  "OperationNotOffered",
  "DeletionNotOffered",
])
export type RefusalReason = typeof RefusalReason.Type
