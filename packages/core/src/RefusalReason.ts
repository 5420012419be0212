/** The reasons for which a service refuses a request. */
import { Schema } from "effect"

/**
 * Why a service refuses a request.
 *
 * | reason | meaning | what to do |
 * |---|---|---|
 * | `SignInRequired` | there is no token, or none that the service accepts | sign in again |
 * | `CredentialInvalid` | the credential can't work as it is: a file is missing, or the tenant does not exist | correct the credential |
 * | `PermissionMissing` | the caller may not do this | get the permission, or the role |
 * | `LicenseMissing` | the tenant has no Intune licence | get a licence |
 * | `AddressUnknown` | the service has no connectors at this address | check the address |
 * | `OperationNotOffered` | the service does not offer the operation, even if its documentation has it | find another way |
 * | `DeletionNotOffered` | Intune refuses to delete connectors, whatever the permissions | wait: Intune removes inactive connectors after 30 days |
 * | `ListTooLong` | the store's adapter can't sort a list this long | list it without an order, or narrow it with a filter |
 */
export const RefusalReason = Schema.Literals([
  "SignInRequired",
  "CredentialInvalid",
  "PermissionMissing",
  "LicenseMissing",
  "AddressUnknown",
  "OperationNotOffered",
  "DeletionNotOffered",
  "ListTooLong",
])
export type RefusalReason = typeof RefusalReason.Type
