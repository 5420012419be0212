/** The example of the Graph reference, sent exactly as it is printed there. */
import { once } from "node:events"
import { request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { startServer } from "../src/index.ts"

const body = [
  "{",
  '  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",',
  '  "displayName": "Display Name value",',
  '  "lastConnectionDateTime": "2016-12-31T23:58:36.6670033-08:00",',
  '  "state": "error",',
  '  "version": "Version value"',
  "}",
].join("\r\n")

const post = async (url: string, token: string) => {
  const sent = request(url, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-type": "application/json",
      "Content-length": "235",
    },
  })
  sent.end(body)
  const [response] = await once(sent, "response")
  let text = ""
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, entity: JSON.parse(text) }
}

describe("The example of the Graph reference", () => {
  it.live("gets the response of the reference, with and without the version in the path", () =>
    Effect.promise(async () => {
      assert.strictEqual(Buffer.byteLength(body), 235)
      await using server = await startServer()
      for (const path of [
        "/deviceManagement/domainJoinConnectors",
        "/beta/deviceManagement/domainJoinConnectors",
      ]) {
        const { status, entity } = await post(server.url + path, await server.token())
        const { "@odata.context": _, id, ...properties } = entity
        assert.strictEqual(status, 201)
        assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
        assert.deepStrictEqual(properties, JSON.parse(body))
      }
    }),
  )
})
