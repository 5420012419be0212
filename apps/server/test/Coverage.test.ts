/** COVERAGE.md agrees with the server on every request, query option and failure. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  CreateInProgress,
  CreateOutcomeUnknown,
  IdempotencyKeyReused,
  InvalidConnector,
  PageTokenInvalid,
} from "@odj/core"
import { InvalidBatch, InvalidJson, InvalidQuery } from "@odj/graph-wire"
import * as Authenticator from "../src/auth/Authenticator.ts"
import { openApi } from "../src/docs/OpenApi.ts"
import { openApiParameters } from "../src/docs/OpenApiParameters.ts"
import type { Failure } from "../src/graph/Failure.ts"
import * as RequestFailure from "../src/graph/RequestFailure.ts"
import { defectRow, rowOf } from "../src/graph/RowOf.ts"
import * as EdgeFailure from "../src/http/EdgeFailure.ts"
import { refused } from "./graph/optionCases.ts"

const document = readFileSync(join(import.meta.dirname, "../COVERAGE.md"), "utf8")

/** The rows of the table below a heading, as cells without backticks. */
const rowsBelow = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, section = ""] = document.split(`## ${heading}\n`)
  const [, table = ""] = /\n\| *-.*?\n(.*?)(?:\n\n|$)/s.exec(section) ?? []
  return table.split("\n").map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replaceAll(/^`+ ?| ?`+$/g, "")),
  )
}

const id = "7"
const message = "because"
const problems = [{ path: [], message }]

/** An example of every failure. */
const failures: { readonly [Tag in Failure["_tag"]]: Extract<Failure, { readonly _tag: Tag }> } = {
  RequestMalformed: new EdgeFailure.RequestMalformed(),
  RequestTimedOut: new EdgeFailure.RequestTimedOut(),
  HeadTooLarge: new EdgeFailure.HeadTooLarge(),
  TargetTooLong: new EdgeFailure.TargetTooLong(),
  TargetInvalid: new EdgeFailure.TargetInvalid(),
  ExpectationUnknown: new EdgeFailure.ExpectationUnknown(),
  TunnelRefused: new EdgeFailure.TunnelRefused(),
  HostInvalid: new EdgeFailure.HostInvalid(),
  HostUnknown: new EdgeFailure.HostUnknown({ name: "graph.test" }),
  NotReady: new RequestFailure.NotReady(),
  TokenMissing: new Authenticator.TokenMissing(),
  TokenMalformed: new Authenticator.TokenMalformed(),
  TokenExpired: new Authenticator.TokenExpired(),
  TokenAudienceInvalid: new Authenticator.TokenAudienceInvalid(),
  TokenInvalid: new Authenticator.TokenInvalid({ reason: message }),
  TokenWithoutPermissions: new Authenticator.TokenWithoutPermissions(),
  AccountNotSupported: new Authenticator.AccountNotSupported(),
  TenantNotAllowed: new Authenticator.TenantNotAllowed({ tenantId: id }),
  KeysUnavailable: new Authenticator.KeysUnavailable(),
  PermissionMissing: new RequestFailure.PermissionMissing({ anyOf: [], path: "" }),
  RoleMissing: new RequestFailure.RoleMissing({ path: "" }),
  OperationNotAllowed: new RequestFailure.OperationNotAllowed({ name: "delete" }),
  VersionUnknown: new RequestFailure.VersionUnknown({ version: "v3" }),
  SegmentUnknown: new RequestFailure.SegmentUnknown({ segment: "users" }),
  SegmentEmpty: new RequestFailure.SegmentEmpty(),
  MethodNotAllowed: new RequestFailure.MethodNotAllowed({ allow: "GET" }),
  NotAcceptable: new RequestFailure.NotAcceptable(),
  PreconditionFailed: new RequestFailure.PreconditionFailed({ header: "If-Match" }),
  ODataVersionNotSupported: new RequestFailure.ODataVersionNotSupported({ header: "OData-Version" }),
  IsolationNotSupported: new RequestFailure.IsolationNotSupported(),
  IdempotencyKeyInvalid: new RequestFailure.IdempotencyKeyInvalid({ message: message }),
  RepeatabilityInvalid: new RequestFailure.RepeatabilityInvalid({ message }),
  RepeatabilityOutOfRange: new RequestFailure.RepeatabilityOutOfRange(),
  RepeatabilityNotSupported: new RequestFailure.RepeatabilityNotSupported(),
  InvalidQuery: new InvalidQuery({ problems: [{ path: ["$top"], message }] }),
  PageTokenInvalid: new PageTokenInvalid(),
  ContentTypeNotJson: new RequestFailure.ContentTypeNotJson(),
  ContentEncodingNotSupported: new RequestFailure.ContentEncodingNotSupported(),
  BodyEmpty: new RequestFailure.BodyEmpty(),
  BodyTooLarge: new RequestFailure.BodyTooLarge(),
  BodyInvalid: new RequestFailure.BodyInvalid({ reason: message }),
  InvalidJson: new InvalidJson({ problems }),
  InvalidConnector: new InvalidConnector({ problems }),
  InvalidBatch: new InvalidBatch({ problems }),
  BatchUrlForeign: new RequestFailure.BatchUrlForeign(),
  DependencyFailed: new RequestFailure.DependencyFailed({ id }),
  BatchFull: new RequestFailure.BatchFull(),
  ReadTimedOut: new RequestFailure.ReadTimedOut({ milliseconds: 10_000 }),
  ClientLeft: new RequestFailure.ClientLeft(),
  ConnectorAlreadyExists: new ConnectorAlreadyExists({ id }),
  ConnectorNotFound: new ConnectorNotFound({ id }),
  ConnectorsUnreadable: new ConnectorsUnreadable({ connectors: [{ id, problems, properties: {} }] }),
  ConnectorStoreRefused: new ConnectorStoreRefused({ report: { message } }),
  ConnectorStoreThrottled: new ConnectorStoreThrottled({ report: { message } }),
  ConnectorStoreUnavailable: new ConnectorStoreUnavailable({ report: { message } }),
  ConnectorStoreFull: new ConnectorStoreFull({ report: { message } }),
  IdempotencyKeyReused: new IdempotencyKeyReused({ key: "k" }),
  CreateInProgress: new CreateInProgress({ key: "k" }),
  CreateOutcomeUnknown: new CreateOutcomeUnknown({ report: { message } }),
}

/** The names of the operations with query options in the document. */
const operationIds: Record<string, string> = {
  list: "listConnectors",
  count: "countConnectors",
  create: "createConnector",
  get: "getConnector",
  update: "updateConnector",
  "service document": "serviceDocument",
  singleton: "singleton",
  metadata: "metadata",
  batch: "batch",
}

describe("COVERAGE.md", () => {
  const { paths } = openApi("", { isNeeded: true })
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      request: `${method.toUpperCase()} ${path}`.replace(/\{.*\}/, "{id}"),
      operation,
    })),
  )

  it("lists the same requests as the OpenAPI document", () =>
    assert.sameMembers(
      rowsBelow("Operations").map(([request]) => request),
      operations.map(({ request }) => request),
    ))

  it("lists the query options of each request", () => {
    const options = operations.flatMap(({ operation }) =>
      (operation.parameters ?? []).flatMap(({ $ref }) => {
        const parameter = Object.entries(openApiParameters).find(([name]) => $ref.endsWith(`/${name}`))?.[1]
        return parameter?.in === "query" ? [`${parameter.name} ${operation.operationId}`] : []
      }),
    )
    assert.sameMembers(
      rowsBelow("Query options").flatMap(([option, where = ""]) =>
        where.split(", ").map((name) => `${option} ${operationIds[name]}`),
      ),
      options,
    )
  })

  it("lists the queries that are valid in OData and refused", () =>
    assert.sameDeepMembers(
      rowsBelow("Refused queries").map(([query, status]) => [query, Number(status)]),
      refused.map((row) => [...row]),
    ))

  it("lists status and code of every failure", () => {
    const responses = Object.entries({ ...failures, defect: undefined }).map(([name, failure]) => {
      const { status, error } = failure === undefined ? defectRow : rowOf(failure)
      return [name, String(status), error.code]
    })
    assert.sameDeepMembers(
      rowsBelow("Errors").map((row) => row.slice(0, 3)),
      responses,
    )
  })
})
