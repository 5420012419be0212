import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { entityPath } from "@odj/graph-wire"
import { Result } from "effect"
import { hasVersion, isApiPath, resourceAt, routeOf } from "../../src/graph/Resource.ts"

const found = (path: string) =>
  Result.match(resourceAt(path), {
    onSuccess: (resource): object => resource,
    onFailure: (failure): object => ({ ...failure }),
  })

const entity = (id: string) => ({ _tag: "Entity", id })
const cast = "microsoft.graph.deviceManagementDomainJoinConnector"
const segment = (segment: string) => ({ _tag: "SegmentUnknown", segment })

describe("A path", () => {
  const cases: ReadonlyArray<readonly [path: string, expected: object]> = [
    ["/beta/deviceManagement/domainJoinConnectors", { _tag: "Collection" }],
    ["/deviceManagement/domainJoinConnectors", { _tag: "Collection" }],
    ["/beta/deviceManagement/domainJoinConnectors/", { _tag: "Collection" }],
    ["/beta/device%4Danagement/domainJoinConnectors", { _tag: "Collection" }],
    ["/beta/deviceManagement/domainJoinConnectors/$count", { _tag: "Count" }],
    ["/deviceManagement/domainJoinConnectors/%24count", { _tag: "Count" }],
    ["/beta/deviceManagement/domainJoinConnectors/7", entity("7")],
    ["/deviceManagement/domainJoinConnectors/a%2Fb%20c", entity("a/b c")],
    ["/beta/deviceManagement/domainJoinConnectors('7')", entity("7")],
    ["/beta/deviceManagement/domainJoinConnectors(id='7')", entity("7")],
    ["/beta/deviceManagement/domainJoinConnectors('it''s')", entity("it's")],
    ["/beta/deviceManagement/domainJoinConnectors(%27it%27%27s%27)", entity("it's")],
    ["/beta/deviceManagement/domainJoinConnectors('$count')", entity("$count")],
    ["/beta/deviceManagement/domainJoinConnectors('')", entity("")],
    ["/beta/$batch", { _tag: "Batch" }],
    ["/beta/$metadata", { _tag: "Metadata" }],
    ["/beta/deviceManagement", { _tag: "Singleton" }],
    ["/deviceManagement/", { _tag: "Singleton" }],
    ["/beta", { _tag: "Service" }],
    ["/Beta/", { _tag: "Service" }],
    ["/Beta/deviceManagement/domainJoinConnectors", { _tag: "Collection" }],
    ["/BETA/deviceManagement/domainJoinConnectors/Beta", entity("Beta")],
    ["/bEt%61/$metadata", { _tag: "Metadata" }],
    [`/beta/deviceManagement/domainJoinConnectors/${cast}`, { _tag: "Collection" }],
    [`/beta/deviceManagement/domainJoinConnectors/${cast}/$count`, { _tag: "Count" }],
    [`/beta/deviceManagement/domainJoinConnectors/${cast}/7`, entity("7")],
    [`/beta/deviceManagement/domainJoinConnectors/${cast}('7')`, entity("7")],
    [`/beta/deviceManagement/domainJoinConnectors/7/${cast}`, entity("7")],
    [`/deviceManagement/domainJoinConnectors('7')/graph.deviceManagementDomainJoinConnector`, entity("7")],
    [`/beta/deviceManagement/domainJoinConnectors('${cast}')`, entity(cast)],
    [`/beta/deviceManagement/domainJoinConnectors/${cast}/${cast}`, segment(cast)],
    [`/beta/deviceManagement/domainJoinConnectors/7/${cast}/displayName`, segment("displayName")],
    [`/beta/deviceManagement/domainJoinConnectors/7/${cast}/${cast}`, segment(cast)],
    ["/beta/deviceManagement/domainJoinConnectors/microsoft.graph.user", segment("microsoft.graph.user")],
    [
      "/beta/deviceManagement/domainJoinConnectors/7/microsoft.graph.entity",
      segment("microsoft.graph.entity"),
    ],
    ["/beta/deviceManagement/$count", segment("$count")],
    ["/beta/deviceManagement/domainJoinConnectors/$count/7", segment("7")],
    ["/beta/deviceManagement/users", segment("users")],
    ["/beta/users", segment("users")],
    ["/beta/devicemanagement/domainJoinConnectors", segment("devicemanagement")],
    ["/beta/deviceManagement/domainJoinConnectors/7/displayName", segment("displayName")],
    ["/beta/deviceManagement/domainJoinConnectors('7')/displayName", segment("displayName")],
    ["/beta/deviceManagement/domainJoinConnectors('it's')", segment("domainJoinConnectors('it's')")],
    ["/beta/deviceManagement/domainJoinConnectors(7)", segment("domainJoinConnectors(7)")],
    ["/beta/$batch/1", segment("$batch")],
    ["/v1.0/deviceManagement/domainJoinConnectors", segment("domainJoinConnectors")],
    ["/v1.0/users", segment("users")],
    ["/V1.0/deviceManagement/domainJoinConnectors", segment("domainJoinConnectors")],
    ["/v1.0/deviceManagement", segment("deviceManagement")],
    ["/v1.0", segment("v1.0")],
    ["/v3/deviceManagement", { _tag: "VersionUnknown", version: "v3" }],
    ["/", { _tag: "VersionUnknown", version: "" }],
    ["//beta", { _tag: "SegmentEmpty" }],
    ["/beta//deviceManagement/domainJoinConnectors", { _tag: "SegmentEmpty" }],
    ["/beta/deviceManagement/domainJoinConnectors//", { _tag: "SegmentEmpty" }],
    ["/betas/deviceManagement", { _tag: "VersionUnknown", version: "betas" }],
    ["/beta/%ff", { _tag: "TargetInvalid" }],
    ["/beta/%", { _tag: "TargetInvalid" }],
  ]
  for (const [path, expected] of cases) {
    it(`${path} leads to ${JSON.stringify(expected)}`, () => assert.deepStrictEqual(found(path), expected))
  }

  it.prop(
    "that graph-wire writes leads to the connector with that id",
    [DomainJoinConnector.fields.id],
    ([id]) => {
      assert.deepStrictEqual<object>(found(`/beta/${entityPath(id)}`), entity(id))
      return true
    },
    { arbitrary: { size: 50 } },
  )
})

it("A version is case-insensitive, and other segments are case-sensitive", () => {
  for (const path of ["/beta", "/Beta/x", "/BETA?x", "/V1.0/"])
    assert.isTrue(hasVersion(path) && isApiPath(path), path)
  for (const path of ["/betas", "beta/x", "/v1.1", "/", "", "//beta", "/deviceManagement"])
    assert.isFalse(hasVersion(path), path)
  assert.isTrue(isApiPath("/deviceManagement/x"))
  assert.isFalse(isApiPath("/DeviceManagement/x"))
})

describe("A route", () => {
  it("contains no id", () => {
    assert.strictEqual(routeOf({ _tag: "Entity", id: "7" }), "/deviceManagement/domainJoinConnectors/{id}")
    assert.strictEqual(routeOf({ _tag: "Batch" }), "/$batch")
  })
})
