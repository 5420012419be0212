/** Microsoft's Graph client for JavaScript works with the server. This file is long for its table of failures. */
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
  ResponseType,
} from "@microsoft/microsoft-graph-client"
import { collectionPath, readPermission } from "@odj/graph-wire"
import { seed } from "./endpoint.ts"
import { startTrustedServer } from "./trustedServer.ts"

const server = await startTrustedServer()

/** A client; it sends its token only to hosts that it is configured with. */
const clientOf = (token: string, ...hosts: ReadonlyArray<string>) =>
  Client.init({
    baseUrl: server.url,
    defaultVersion: "beta",
    customHosts: new Set(hosts),
    authProvider: (done) => done(null, token),
  })

const trustingClientOf = (token: string) => clientOf(token, new URL(server.url).hostname)

/** A client with all permissions, in a new tenant. */
const newClient = async () => trustingClientOf(await server.token({ tenant: randomUUID() }))

const entityPath = (id: string) => `${collectionPath}/${id}`

/** Creates connectors with these ids, one after the other. */
const create = async (client: Client, ...ids: ReadonlyArray<string>) => {
  for (const id of ids) await client.api(collectionPath).post({ ...seed, id })
}

/** A failure as the client reports it. */
const failureOf = async (response: Promise<unknown>): Promise<GraphError> => {
  const failure: unknown = await response.then(
    () => undefined,
    (error) => error,
  )
  assert.instanceOf(failure, GraphError)
  return failure
}

describe("Microsoft's Graph client", () => {
  it("creates, gets, updates and deletes a connector", async () => {
    const client = await newClient()
    const created = await client.api(collectionPath).post(seed)
    const { "@odata.context": context, id, ...properties } = created
    assert.deepStrictEqual(properties, seed)
    assert.strictEqual(context, `${server.url}/beta/$metadata#${collectionPath}/$entity`)
    assert.deepStrictEqual(await client.api(entityPath(id)).get(), created)
    const changed = { ...created, displayName: null, state: "inactive" }
    assert.deepStrictEqual(
      await client.api(entityPath(id)).patch({ displayName: null, state: "inactive" }),
      changed,
    )
    assert.deepStrictEqual(await client.api(entityPath(id)).get(), changed)
    assert.isUndefined(await client.api(entityPath(id)).delete())
    assert.strictEqual((await failureOf(client.api(entityPath(id)).get())).statusCode, 404)
  })

  it("gets a created connector at its Location", async () => {
    const client = await newClient()
    const minimal = client.api(collectionPath).header("Prefer", "return=minimal")
    const response: Response = await minimal.responseType(ResponseType.RAW).post({ ...seed, id: "it's 7/8" })
    assert.strictEqual(response.status, 204)
    const address = response.headers.get("Location") ?? ""
    assert.strictEqual((await client.api(address).get()).id, "it's 7/8")
  })

  it("reads a list to its end, page by page", async () => {
    const client = await newClient()
    await create(client, "1", "2", "3", "4", "5", "6", "7")
    const page = await client.api(collectionPath).top(3).get()
    assert.lengthOf(page.value, 3)
    const ids: Array<string> = []
    const iterator = new PageIterator(client, page, ({ id }) => {
      ids.push(id)
      return id !== "5"
    })
    await iterator.iterate()
    assert.deepStrictEqual([ids.join(), iterator.isComplete()], ["1,2,3,4,5", false])
    await iterator.resume()
    assert.deepStrictEqual([ids.join(), iterator.isComplete()], ["1,2,3,4,5,6,7", true])
  })

  it("filters, orders, selects and counts on every page", async () => {
    const client = await newClient()
    await create(client, "1", "2", "3", "4", "5", "6")
    const page = await client
      .api(collectionPath)
      .filter(`id ne '3' and lastConnectionDateTime eq ${seed.lastConnectionDateTime}`)
      .orderby("id desc")
      .select(["id", "state"])
      .skip(1)
      .top(2)
      .count(true)
      .get()
    const found: Array<unknown> = []
    await new PageIterator(client, page, ({ "@odata.type": _, ...connector }) => {
      found.push(connector)
      return true
    }).iterate()
    assert.strictEqual(page["@odata.count"], 5)
    assert.deepStrictEqual(
      found,
      ["5", "4", "2", "1"].map((id) => ({ id, state: "error" })),
    )
    assert.strictEqual(await client.api(`${collectionPath}/$count`).get(), "6")
  })

  it("sends a batch, and gets a response to each request", async () => {
    const client = await newClient()
    const request = (path: string, method = "GET", body?: object) =>
      new Request(`${server.url}/${method === "GET" ? "beta/" : ""}${path}`, {
        method,
        ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      })
    const batch = new BatchRequestContent([
      { id: "create", request: request(collectionPath, "POST", { ...seed, id: "7" }) },
      { id: "change", dependsOn: ["create"], request: request(entityPath("7"), "PATCH", { version: "2" }) },
      { id: "find", dependsOn: ["change"], request: request(`${collectionPath}?$filter=version eq '2'`) },
      { id: "count", dependsOn: ["find"], request: request(`${collectionPath}/$count`) },
      { id: "delete", dependsOn: ["count"], request: request(entityPath("7"), "DELETE") },
      { id: "get", dependsOn: ["delete"], request: request(entityPath("7")) },
      { id: "never", dependsOn: ["get"], request: request(collectionPath) },
    ])
    const responses = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()))
    const statuses = Array.from(responses.getResponsesIterator(), ([id, { status }]) => [id, status])
    assert.deepStrictEqual(Object.fromEntries(statuses), {
      create: 201,
      change: 200,
      find: 200,
      count: 200,
      delete: 204,
      get: 404,
      never: 424,
    })
    assert.nestedPropertyVal(await responses.getResponseById("create").json(), "version", seed.version)
    assert.nestedPropertyVal(await responses.getResponseById("find").json(), "value[0].version", "2")
    assert.strictEqual(await responses.getResponseById("count").text(), "1")
    assert.nestedPropertyVal(await responses.getResponseById("get").json(), "error.code", "ResourceNotFound")
  })

  it("sends no token to an unknown host, and is challenged", async () => {
    const failure = await failureOf(
      clientOf(await server.token())
        .api(collectionPath)
        .get(),
    )
    assert.deepStrictEqual(
      [failure.statusCode, failure.code, failure.message],
      [401, "InvalidAuthenticationToken", "Access token is empty."],
    )
    assert.include(
      failure.headers?.get("WWW-Authenticate"),
      `authorization_uri="${server.url}/common/oauth2/v2.0/authorize"`,
    )
  })
})

type Send = (client: Client) => Promise<unknown>

/** The problems in `details`, which the client gives as text only. */
const targetsOf = ({ body }: GraphError) =>
  JSON.parse(body).details.map(({ target }: { target: string }) => target)

describe("A failure, in the client's type for it", () => {
  const cases: Record<string, readonly [send: Send, status: number, code: string, message: RegExp]> = {
    "an invalid token": [
      () => trustingClientOf("nonsense").api(collectionPath).get(),
      401,
      "InvalidAuthenticationToken",
      /^CompactToken parsing failed with error code: 80049217$/,
    ],
    "an expired token": [
      async () =>
        trustingClientOf(await server.token({ expiresIn: -1 }))
          .api(collectionPath)
          .get(),
      401,
      "InvalidAuthenticationToken",
      /^Lifetime validation failed, the token is expired\.$/,
    ],
    "a token that can only read": [
      async () =>
        trustingClientOf(await server.token({ roles: [readPermission] }))
          .api(collectionPath)
          .post(seed),
      403,
      "Forbidden",
      /must have one of the following scopes: DeviceManagementConfiguration\.ReadWrite\.All/,
    ],
    "an unknown id": [
      (client) => client.api(entityPath("7")).get(),
      404,
      "ResourceNotFound",
      /There is no connector with the id '7'\./,
    ],
    "an id that exists": [
      (client) => create(client, "7", "7"),
      409,
      "Conflict",
      /^A connector with the id '7' already exists\.$/,
    ],
    "a segment of Graph that the server lacks": [
      (client) => client.api("/me").get(),
      400,
      "BadRequest",
      /^Resource not found for the segment 'me'\.$/,
    ],
    "version 1.0": [
      (client) => client.api(collectionPath).version("v1.0").get(),
      400,
      "BadRequest",
      /^Resource not found for the segment 'domainJoinConnectors'\.$/,
    ],
    "an unsupported method": [
      (client) => client.api(entityPath("7")).put(seed),
      405,
      "Request_BadRequest",
      /^Specified HTTP method is not allowed for the request target\.$/,
    ],
    "an invalid query": [
      (client) => client.api(collectionPath).filter("colour eq 'red'").expand("x").get(),
      400,
      "BadRequest",
      /\$filter: Could not find a property named 'colour' .*\$expand: /,
    ],
  }
  for (const [name, [send, status, code, message]] of Object.entries(cases)) {
    it(`is a ${status} for ${name}`, async () => {
      const failure = await failureOf(send(await newClient()))
      assert.deepStrictEqual([failure.statusCode, failure.code], [status, code])
      assert.match(failure.message, message)
      assert.match(failure.requestId ?? "", /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      assert.strictEqual(failure.requestId, failure.headers?.get("request-id"))
    })
  }

  it("names every problem of a connector", async () => {
    const client = await newClient()
    const failure = await failureOf(
      client.api(collectionPath).post({ ...seed, state: "paused", version: null, machineName: "x" }),
    )
    assert.deepStrictEqual([failure.statusCode, failure.code], [400, "ModelValidationFailure"])
    assert.sameMembers(targetsOf(failure), ["machineName", "state", "version"])
    for (const target of targetsOf(failure)) assert.include(failure.message, `${target}: `)
  })
})
