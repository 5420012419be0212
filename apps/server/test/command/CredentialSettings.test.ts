import { assert, describe, it } from "@effect/vitest"
import { clouds } from "@odj/graph-wire"
import { Redacted, Result } from "effect"
import { type CredentialVariables, credentialOf } from "../../src/command/CredentialSettings.ts"

const graph = { _tag: "Service", url: clouds.global.baseUrl, cloud: "global" } as const

const at = (url: string) => ({ _tag: "Service", url: new URL(url), cloud: undefined }) as const

const application = { tenant: "t", clientId: "c" }
const secret = Redacted.make("SECRET")
const token = Redacted.make("TOKEN")

const inGraph = (variables: CredentialVariables) => Result.getOrThrow(credentialOf(graph, variables))

const problems = (variables: CredentialVariables) =>
  Result.getOrThrow(Result.flip(credentialOf(graph, variables))).problems.map(({ message }) => message)

describe("To Graph, a gateway signs in", () => {
  it("with a secret, a certificate or the token of a workload", () => {
    assert.strictEqual(inGraph({ ...application, secret })._tag, "ClientSecret")
    assert.strictEqual(inGraph({ ...application, certificate: "c.pem" })._tag, "Certificate")
    assert.strictEqual(inGraph({ ...application, tokenFile: "t" })._tag, "WorkloadIdentity")
    assert.strictEqual(
      inGraph({ ...application, secret, certificate: "c", tokenFile: "t" })._tag,
      "ClientSecret",
    )
  })

  it("as the managed identity of the machine, if no variable names an application", () => {
    const { scope } = clouds.global
    assert.deepStrictEqual<object>(inGraph({}), { _tag: "ManagedIdentity", scope, clientId: undefined })
    assert.deepStrictEqual<object>(inGraph({ clientId: "c" }), {
      _tag: "ManagedIdentity",
      scope,
      clientId: "c",
    })
  })

  it("at the host of its cloud, unless the environment names another", () => {
    const authority = new URL("https://idp.test")
    assert.deepInclude(inGraph({ ...application, secret }), { authority: clouds.global.authorityHost })
    assert.deepInclude(inGraph({ ...application, secret, authority }), { authority })
  })

  it("never with ODJ_TOKEN", () => {
    assert.strictEqual(inGraph({ token })._tag, "ManagedIdentity")
  })

  it("only with complete variables, and the failure names all that are missing", () => {
    assert.deepStrictEqual(
      problems({ secret }).map((message) => message.split(" ")[1]),
      ["AZURE_TENANT_ID:", "AZURE_CLIENT_ID:"],
    )
    assert.match(problems({ tenant: "t", clientId: "c" }).join(), /^Missing AZURE_CLIENT_SECRET, AZURE_/)
  })
})

describe("To another service, a gateway signs in", () => {
  it("with ODJ_TOKEN and never with a credential for Graph", () => {
    for (const url of ["https://a.test/beta", "http://127.0.0.1:1/beta"])
      assert.deepStrictEqual<object>(
        Result.getOrThrow(credentialOf(at(url), { ...application, secret, token })),
        { _tag: "Token", token },
      )
    const { message } = Result.getOrThrow(
      Result.flip(credentialOf(at("https://a.test/beta"), { ...application, secret })),
    )
    assert.match(message, /^Missing ODJ_TOKEN/)
  })

  it("without a token if the service is on this machine", () => {
    for (const url of ["http://127.0.0.1:1/beta", "https://localhost/beta"])
      assert.deepStrictEqual<object>(Result.getOrThrow(credentialOf(at(url), { ...application, secret })), {
        _tag: "None",
      })
  })

  it("never over plain http to another machine", () => {
    assert.isTrue(Result.isFailure(credentialOf(at("http://a.test/beta"), { token })))
  })

  it("only with a token that a header can contain, and the failure does not repeat the token", () => {
    const invalid = credentialOf(at("https://a.test/beta"), { token: Redacted.make("SECRET x") })
    const { message } = Result.getOrThrow(Result.flip(invalid))
    assert.match(message, /^ODJ_TOKEN: Must be a bearer token/)
    assert.notInclude(message, "SECRET")
  })
})
