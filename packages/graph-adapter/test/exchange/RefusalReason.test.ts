/** Tests every row of the table of reasons, with recorded messages of Intune and Graph. */
import { assert, describe, it } from "@effect/vitest"
import type { RefusalReason } from "@odj/core"
import { decodeError, type ServiceError } from "@odj/graph-wire"
import { Schema } from "effect"
import type { Operation } from "../../src/exchange/Operation.ts"
import { refusalReason } from "../../src/exchange/RefusalReason.ts"

/** Intune's response to the delete of a connector, recorded in microsoftgraph/microsoft-graph-docs-contrib#1541. */
const deletionRefused = decodeError(
  JSON.parse(
    String.raw`{"error":{"code":"UnknownError","message":"{\"ErrorCode\":\"Forbidden\",\"Message\":\"{\\r\\n  \\\"_version\\\": 3,\\r\\n  \\\"Message\\\": \\\"An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5-… - Url: https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/<account>/deviceManagement/domainJoinConnectors('ba72003d-…')?api-version=5018-08-30\\\",\\r\\n  \\\"CustomApiErrorPhrase\\\": \\\"\\\",\\r\\n  \\\"RetryAfter\\\": null,\\r\\n  \\\"ErrorSourceService\\\": \\\"\\\",\\r\\n  \\\"HttpHeaders\\\": \\\"{}\\\"\\r\\n}\",\"Target\":null,\"Details\":null,\"InnerError\":null,\"InstanceAnnotations\":[]}","innerError":{"date":"2022-12-02T14:24:04","request-id":"349f70d5-…","client-request-id":"349f70d5-…"}}}`,
  ),
)

const scopes =
  "Application is not authorized to perform this operation. Application must have one of the following scopes: DeviceManagementConfiguration.ReadWrite.All - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5 - Url: https://fef.msub05.manage.microsoft.com/"

const rows: ReadonlyArray<
  readonly [operation: Operation, status: number, error: ServiceError, reason: RefusalReason | undefined]
> = [
  ["delete", 403, deletionRefused, "DeletionNotOffered"],
  ["read", 403, deletionRefused, undefined],
  ["delete", 400, deletionRefused, undefined],
  ["delete", 403, { code: "Forbidden", message: scopes }, "PermissionMissing"],
  ["read", 403, { code: "Forbidden", message: scopes }, "PermissionMissing"],
  [
    "read",
    403,
    {
      code: "Forbidden",
      message:
        "Application is not authorized to perform this operation as called in app only context but does not have application permissions configured.",
    },
    "PermissionMissing",
  ],
  [
    "read",
    403,
    { code: "Forbidden", message: "User is not authorized to perform this operation" },
    "PermissionMissing",
  ],
  [
    "read",
    403,
    {
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    },
    "PermissionMissing",
  ],
  ["read", 403, { code: "Authorization_RequestDenied" }, "PermissionMissing"],
  ["read", 403, { code: "AccessDenied", message: "no" }, "PermissionMissing"],
  ["read", 403, { code: "Forbidden", message: "no" }, undefined],
  ["read", 403, {}, undefined],
  [
    "read",
    400,
    {
      code: "No method match route template",
      message:
        "No OData route exists that match template ~/singleton/navigation with http verb POST for request /DeviceEnrollmentFE_2008/StatelessDeviceEnrollmentFEService/deviceManagement/importedDeviceIdentities.",
    },
    "OperationNotOffered",
  ],
  ["read", 400, { message: "No method match route template" }, "OperationNotOffered"],
  ["read", 400, { code: "BadRequest", message: "no" }, undefined],
  [
    "read",
    400,
    { code: "BadRequest", message: "Resource not found for the segment 'domainJoinConnectors'." },
    "AddressUnknown",
  ],
  ["read", 404, {}, "AddressUnknown"],
  ["read", 405, {}, "OperationNotOffered"],
  ["read", 501, {}, "OperationNotOffered"],
  ["read", 401, {}, "SignInRequired"],
  [
    "read",
    401,
    {
      code: "InvalidAuthenticationToken",
      message: "Lifetime validation failed, the token is expired.",
    },
    "SignInRequired",
  ],
  ["read", 401, { code: "Forbidden", message: "no" }, "PermissionMissing"],
  [
    "read",
    400,
    { code: "BadRequest", message: "Request not applicable to target tenant." },
    "LicenseMissing",
  ],
  ["delete", 403, { message: "Request not applicable to target tenant." }, "LicenseMissing"],
  ["read", 409, { message: "An error has occurred" }, undefined],
]

describe("refusalReason", () => {
  for (const [operation, status, error, reason] of rows) {
    it(`is ${reason ?? "none"} if a ${operation} is refused with ${status}, ${error.code ?? "no code"}: ${error.message?.slice(0, 60) ?? "nothing"}`, () =>
      assert.strictEqual(refusalReason(operation, status, error), reason))
  }

  it("uses the code inside an UnknownError", () => {
    const error = decodeError({
      error: { code: "UnknownError", message: JSON.stringify({ ErrorCode: "Forbidden", Message: "no" }) },
    })
    assert.strictEqual(refusalReason("read", 401, error), "PermissionMissing")
  })

  it.prop(
    "follows the table for every status and message",
    [Schema.Int.check(Schema.isBetween({ minimum: 400, maximum: 599 })), Schema.String, Schema.String],
    ([status, code, message]) => {
      const reason = refusalReason("delete", status, { code, message })
      const byStatus = {
        401: "SignInRequired",
        404: "AddressUnknown",
        405: "OperationNotOffered",
        501: "OperationNotOffered",
      }
      assert.strictEqual(reason, Object.entries(byStatus).find(([key]) => Number(key) === status)?.[1])
    },
  )
})
