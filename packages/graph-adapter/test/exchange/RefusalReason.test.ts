/** Shows every row of the table of reasons, with what Intune and Graph were recorded to say. */
import { assert, describe, it } from "@effect/vitest"
import type { RefusalReason } from "@odj/core"
import { decodeError, type ServiceError } from "@odj/graph-wire"
import { Schema } from "effect"
import { type Asked, refusalReason } from "../../src/exchange/RefusalReason.ts"

/** Intune's answer to the deletion of a connector, recorded in microsoftgraph/microsoft-graph-docs-contrib#1541. */
const deletionRefused = decodeError(
  String.raw`{"error":{"code":"UnknownError","message":"{\"ErrorCode\":\"Forbidden\",\"Message\":\"{\\r\\n  \\\"_version\\\": 3,\\r\\n  \\\"Message\\\": \\\"An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5-… - Url: https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/<account>/deviceManagement/domainJoinConnectors('ba72003d-…')?api-version=5018-08-30\\\",\\r\\n  \\\"CustomApiErrorPhrase\\\": \\\"\\\",\\r\\n  \\\"RetryAfter\\\": null,\\r\\n  \\\"ErrorSourceService\\\": \\\"\\\",\\r\\n  \\\"HttpHeaders\\\": \\\"{}\\\"\\r\\n}\",\"Target\":null,\"Details\":null,\"InnerError\":null,\"InstanceAnnotations\":[]}","innerError":{"date":"2022-12-02T14:24:04","request-id":"349f70d5-…","client-request-id":"349f70d5-…"}}}`,
)

const scopes =
  "Application is not authorized to perform this operation. Application must have one of the following scopes: DeviceManagementConfiguration.ReadWrite.All - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5 - Url: https://fef.msub05.manage.microsoft.com/"

const rows: ReadonlyArray<
  readonly [asked: Asked, status: number, error: ServiceError, reason: RefusalReason | undefined]
> = [
  ["deletion", 403, deletionRefused, "DeletionNotOffered"],
  ["anything", 403, deletionRefused, undefined],
  ["deletion", 400, deletionRefused, undefined],
  ["deletion", 403, { code: "Forbidden", message: scopes }, "PermissionMissing"],
  ["anything", 403, { code: "Forbidden", message: scopes }, "PermissionMissing"],
  [
    "anything",
    403,
    {
      code: "Forbidden",
      message:
        "Application is not authorized to perform this operation as called in app only context but does not have application permissions configured.",
    },
    "PermissionMissing",
  ],
  [
    "anything",
    403,
    { code: "Forbidden", message: "User is not authorized to perform this operation" },
    "PermissionMissing",
  ],
  [
    "anything",
    403,
    {
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    },
    "PermissionMissing",
  ],
  ["anything", 403, { code: "Authorization_RequestDenied" }, "PermissionMissing"],
  ["anything", 403, { code: "AccessDenied", message: "no" }, "PermissionMissing"],
  ["anything", 403, { code: "Forbidden", message: "no" }, undefined],
  ["anything", 403, {}, undefined],
  [
    "anything",
    400,
    {
      code: "No method match route template",
      message:
        "No OData route exists that match template ~/singleton/navigation with http verb POST for request /DeviceEnrollmentFE_2008/StatelessDeviceEnrollmentFEService/deviceManagement/importedDeviceIdentities.",
    },
    "OperationNotOffered",
  ],
  ["anything", 400, { message: "No method match route template" }, "OperationNotOffered"],
  ["anything", 400, { code: "BadRequest", message: "no" }, undefined],
  ["anything", 405, {}, "OperationNotOffered"],
  ["anything", 501, {}, "OperationNotOffered"],
  ["anything", 401, {}, "SignInRequired"],
  [
    "anything",
    401,
    {
      code: "InvalidAuthenticationToken",
      message: "Lifetime validation failed, the token is expired.",
    },
    "SignInRequired",
  ],
  ["anything", 401, { code: "Forbidden", message: "no" }, "PermissionMissing"],
  [
    "anything",
    400,
    { code: "BadRequest", message: "Request not applicable to target tenant." },
    "LicenseMissing",
  ],
  ["deletion", 403, { message: "Request not applicable to target tenant." }, "LicenseMissing"],
  ["anything", 409, { message: "An error has occurred" }, undefined],
]

describe("refusalReason", () => {
  for (const [asked, status, error, reason] of rows) {
    it(`is ${reason ?? "none"} where ${asked} is answered with ${status}, ${error.code ?? "no code"}: ${error.message?.slice(0, 60) ?? "nothing"}`, () =>
      assert.strictEqual(refusalReason(asked, status, error), reason))
  }

  it("knows the code that lies within an answer of an unknown error", () => {
    const error = decodeError(
      JSON.stringify({
        error: { code: "UnknownError", message: JSON.stringify({ ErrorCode: "Forbidden", Message: "no" }) },
      }),
    )
    assert.strictEqual(refusalReason("anything", 401, error), "PermissionMissing")
  })

  it.prop(
    "is that of the table for every status, whatever is said",
    [Schema.Int.check(Schema.isBetween({ minimum: 400, maximum: 599 })), Schema.String, Schema.String],
    ([status, code, message]) => {
      const reason = refusalReason("deletion", status, { code, message })
      const byStatus = { 401: "SignInRequired", 405: "OperationNotOffered", 501: "OperationNotOffered" }
      assert.strictEqual(reason, Object.entries(byStatus).find(([key]) => Number(key) === status)?.[1])
    },
  )
})
