/**
 * Microsoft's Graph SDK for the beta version works with the server.
 *
 * The published SDK has models and an adapter, but no request builders for Intune: the tests build the requests. Their
 * titles name what the SDK itself loses.
 */
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import {
  AllowedHostsValidator,
  BaseBearerTokenAuthenticationProvider,
  HttpMethod,
  RequestInformation,
} from "@microsoft/kiota-abstractions"
import { type HttpClient, MiddlewareFactory } from "@microsoft/kiota-http-fetchlibrary"
import { GraphBetaRequestAdapter } from "@microsoft/msgraph-beta-sdk"
import {
  createDeviceManagementDomainJoinConnectorCollectionResponseFromDiscriminatorValue as createCollection,
  createDeviceManagementDomainJoinConnectorFromDiscriminatorValue as createConnector,
  type DeviceManagementDomainJoinConnector,
  type DeviceManagementDomainJoinConnectorCollectionResponse,
  DeviceManagementDomainJoinConnectorStateObject as State,
  serializeDeviceManagementDomainJoinConnector as serializeConnector,
} from "@microsoft/msgraph-beta-sdk/models/index.js"
import {
  createODataErrorFromDiscriminatorValue,
  type ODataError,
} from "@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js"
import { BatchRequestContent, createGraphClientFactory, PageIterator } from "@microsoft/msgraph-sdk-core"
import { collectionPath, readPermission } from "@odj/graph-wire"
import { seed } from "./endpoint.ts"
import { startTrustedServer } from "./trustedServer.ts"

const server = await startTrustedServer()

const errors = { XXX: createODataErrorFromDiscriminatorValue }

const {
  "@odata.type": odataType,
  displayName,
  lastConnectionDateTime,
  state: _,
  version,
  ...additionalData
} = seed

/** The reference's example as the SDK's model, and the fields that the model lacks. */
const connector: DeviceManagementDomainJoinConnector = {
  displayName,
  lastConnectionDateTime: new Date(lastConnectionDateTime),
  state: State.ErrorEscaped,
  version,
  additionalData,
}

/** A client with this token. */
const clientOf = (token: string, httpClient?: HttpClient) => {
  const adapter = new GraphBetaRequestAdapter(
    new BaseBearerTokenAuthenticationProvider({
      getAuthorizationToken: async () => token,
      getAllowedHostsValidator: () => new AllowedHostsValidator(),
    }),
    undefined,
    undefined,
    httpClient,
  )
  adapter.baseUrl = `${server.url}/beta`

  const request = (method: HttpMethod, path = "", body?: DeviceManagementDomainJoinConnector) => {
    const request = new RequestInformation(method, `{+baseurl}/${collectionPath}${path}`, {
      baseurl: adapter.baseUrl,
    })
    request.headers.tryAdd("Accept", "application/json")
    if (body) request.setContentFromParsable(adapter, "application/json", body, serializeConnector)
    return request
  }
  const send = async (...parts: Parameters<typeof request>) => {
    const response = await adapter.send<DeviceManagementDomainJoinConnector>(
      request(...parts),
      createConnector,
      errors,
    )
    assert.isDefined(response)
    return response
  }
  return { adapter, request, send }
}

/** A client with all permissions, in a new tenant. */
const newClient = async () => clientOf(await server.token({ tenant: randomUUID() }))

/** A failure as the SDK reports it: a model that is not an `Error`. */
const failureOf = (response: Promise<unknown>): Promise<ODataError> =>
  response.then(
    () => assert.fail("It did not fail"),
    (error) => error,
  )

describe("Microsoft's Graph SDK for the beta version", () => {
  it("creates, gets, updates and deletes a connector", async () => {
    const { adapter, request, send } = await newClient()
    const created = await send(HttpMethod.POST, "", connector)
    const { id } = created
    assert.deepStrictEqual(created, {
      ...connector,
      id: id ?? null,
      odataType,
      additionalData: {
        ...additionalData,
        "@odata.context": `${server.url}/beta/$metadata#${collectionPath}/$entity`,
      },
    })
    const changed = await send(HttpMethod.PATCH, `/${id}`, { state: State.Inactive, version: "2" })
    assert.deepStrictEqual(changed, { ...created, state: State.Inactive, version: "2" })
    assert.deepStrictEqual(await send(HttpMethod.GET, `/${id}`), changed)
    await adapter.sendNoResponseContent(request(HttpMethod.DELETE, `/${id}`), errors)
    assert.strictEqual((await failureOf(send(HttpMethod.GET, `/${id}`))).responseStatusCode, 404)
  })

  it("reads times as whole milliseconds in UTC and null as absent, and sends the same values back", async () => {
    const token = await server.token({ tenant: randomUUID() })
    const { send } = clientOf(token)
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }
    const address = `${server.url}/beta/${collectionPath}`
    await fetch(address, {
      method: "POST",
      headers,
      body: JSON.stringify({ ...seed, id: "7", displayName: null }),
    })
    const read = await send(HttpMethod.GET, "/7")
    assert.isUndefined(read.displayName)
    await send(HttpMethod.PATCH, "/7", read)
    const stored = await (await fetch(`${address}/7`, { headers })).json()
    assert.containsSubset(stored, { displayName: null, lastConnectionDateTime: "2017-01-01T07:58:36.667Z" })
  })

  it("sends a body uncompressed if it is configured to", async () => {
    const statuses: Array<number> = []
    const recorded = async (...request: Parameters<typeof fetch>) => {
      const response = await fetch(...request)
      statuses.push(response.status)
      return response
    }
    const compressing = MiddlewareFactory.getPerformanceMiddlewares(recorded)
    const httpClient = createGraphClientFactory({}, recorded, undefined, compressing)
    const { send } = clientOf(await server.token({ tenant: randomUUID() }), httpClient)
    assert.strictEqual((await send(HttpMethod.POST, "", connector)).version, connector.version)
    assert.deepStrictEqual(statuses, [415, 201])
  })

  it("reads a list to its end, page by page", async () => {
    const { adapter, request, send } = await newClient()
    for (const id of ["1", "2", "3", "4", "5", "6", "7"])
      await send(HttpMethod.POST, "", { ...connector, id })
    const first = await adapter.send<DeviceManagementDomainJoinConnectorCollectionResponse>(
      request(HttpMethod.GET, "?$top=3&$count=true&$orderby=id desc"),
      createCollection,
      errors,
    )
    const ids: Array<unknown> = []
    const page = { value: first?.value ?? [], odataNextLink: first?.odataNextLink ?? "" }
    const pages = new PageIterator(adapter, page, ({ id }) => ids.push(id) > 0, createCollection, errors)
    await pages.iterate()
    assert.deepStrictEqual([first?.odataCount, first?.value?.length], [7, 3])
    assert.deepStrictEqual(ids, ["7", "6", "5", "4", "3", "2", "1"])
    assert.strictEqual(pages.getPagingState(), "Complete")
  })

  it("counts", async () => {
    const { adapter, request, send } = await newClient()
    await send(HttpMethod.POST, "", connector)
    const count = request(HttpMethod.GET, "/$count")
    count.headers.clear()
    count.headers.add("Accept", "text/plain;q=0.9")
    assert.strictEqual(await adapter.sendPrimitive(count, "number", errors), 1)
  })

  it("sends a batch of requests without bodies, and reads their statuses", async () => {
    const { adapter, request, send } = await newClient()
    await send(HttpMethod.POST, "", { ...connector, id: "7" })
    const batch = new BatchRequestContent(adapter, errors)
    const add = (id: string, method: HttpMethod, path?: string, body?: DeviceManagementDomainJoinConnector) =>
      batch.addBatchRequest(request(method, path, body), id)
    add("get", HttpMethod.GET, "/7")
    add("list", HttpMethod.GET, "?$filter=id eq '7'").dependsOn = ["get"]
    add("create", HttpMethod.POST, "", connector).dependsOn = ["list"]
    add("never", HttpMethod.DELETE, "/7").dependsOn = ["create"]
    const responses = await batch.postAsync()
    assert.deepStrictEqual(
      await responses?.getResponsesStatusCodes(),
      new Map([
        ["get", 200],
        ["list", 200],
        ["create", 400],
        ["never", 424],
      ]),
    )
  })
})

describe("A failure, in the SDK's type for it", () => {
  it("has the status, the code, every problem and the ids of the request", async () => {
    const { send } = await newClient()
    const { responseStatusCode, responseHeaders, message, errorEscaped } = await failureOf(
      send(HttpMethod.POST, "", { displayName, additionalData }),
    )
    assert.strictEqual(responseStatusCode, 400)
    assert.strictEqual(errorEscaped?.code, "ModelValidationFailure")
    assert.strictEqual(message, errorEscaped?.message)
    assert.deepStrictEqual(
      errorEscaped?.details?.map(({ target }) => target),
      ["lastConnectionDateTime", "state", "version"],
    )
    assert.deepStrictEqual([errorEscaped?.innerError?.requestId], responseHeaders?.["request-id"])
    assert.instanceOf(errorEscaped?.innerError?.date, Date)
  })

  const statuses: ReadonlyArray<readonly [status: number, code: string, failing: () => Promise<unknown>]> = [
    [401, "InvalidAuthenticationToken", () => clientOf("").send(HttpMethod.GET)],
    [401, "InvalidAuthenticationToken", () => clientOf("nonsense").send(HttpMethod.GET)],
    [
      403,
      "Forbidden",
      async () =>
        clientOf(await server.token({ roles: [readPermission] })).send(HttpMethod.POST, "", connector),
    ],
    [404, "ResourceNotFound", async () => (await newClient()).send(HttpMethod.GET, "/7")],
    [
      409,
      "Conflict",
      async () => {
        const { send } = await newClient()
        await send(HttpMethod.POST, "", { ...connector, id: "7" })
        await send(HttpMethod.POST, "", { ...connector, id: "7" })
      },
    ],
  ]
  for (const [status, code, failing] of statuses) {
    it(`is ${status} with ${code}`, async () => {
      const failure = await failureOf(failing())
      assert.deepStrictEqual([failure.responseStatusCode, failure.errorEscaped?.code], [status, code])
    })
  }
})
