import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { isReadOnly, methods } from "../../src/profiles/Profile.ts"
import { newProfile, type ProfileInput } from "../../src/signin/NewProfile.ts"

const profile = (input: ProfileInput, environment = {}) => Result.getOrThrow(newProfile(input, environment))

describe("A new profile", () => {
  it("is by default for a person in the global cloud, with Microsoft's client", () => {
    assert.deepStrictEqual(profile({ method: "device-code" }), {
      method: "device-code",
      url: "https://graph.microsoft.com/beta",
      cloud: "global",
      authority: "https://login.microsoftonline.com/",
      scope: "https://graph.microsoft.com/DeviceManagementConfiguration.ReadWrite.All",
      clientId: "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    })
  })

  it("has the scope .default for an application", () => {
    const { scope } = profile({ method: "client-secret", tenant: "t", clientId: "c", cloud: "usgovdod" })
    assert.strictEqual(scope, "https://dod-graph.microsoft.us/.default")
  })

  it("asks a person only for the permission to read if it is read-only", () => {
    const readOnly = profile({ method: "device-code", readOnly: true })
    assert.strictEqual(readOnly.scope, "https://graph.microsoft.com/DeviceManagementConfiguration.Read.All")
    assert.isTrue(isReadOnly(readOnly))
    assert.isFalse(isReadOnly(profile({ method: "device-code" })))
    assert.isFalse(isReadOnly(profile({ method: "azure-cli" })))
  })

  it("is refused as read-only unless a person signs in with a device code", () => {
    for (const method of methods.filter((method) => method !== "device-code")) {
      const failure = Result.flip(newProfile({ method, tenant: "t", clientId: "c", readOnly: true }, {}))
      assert.include(
        Result.getOrThrow(failure).message,
        `--read-only works only with a device code. With --${method}, an administrator`,
      )
    }
  })

  it("takes missing values from the environment", () => {
    const environment = {
      AZURE_TENANT_ID: "tenant",
      AZURE_CLIENT_ID: "client",
      AZURE_CLIENT_CERTIFICATE_PATH: "/cert.pem",
      AZURE_AUTHORITY_HOST: "https://login.chinacloudapi.cn",
    }
    assert.deepInclude(profile({ method: "certificate" }, environment), {
      tenant: "tenant",
      clientId: "client",
      certificate: "/cert.pem",
      cloud: "china",
    })
    assert.deepInclude(profile({ method: "certificate", tenant: "other", cloud: "global" }, environment), {
      tenant: "other",
      cloud: "global",
    })
  })

  it("has the absolute path of a certificate", () => {
    const { certificate = "" } = profile({
      method: "certificate",
      tenant: "t",
      clientId: "c",
      certificate: "a.pem",
    })
    assert.match(certificate, /^(\/|[A-Z]:).*a\.pem$/)
  })

  it("has no cloud if the service is another one", () => {
    const at = { url: new URL("https://localhost:1/beta"), authority: new URL("https://localhost:1") }
    const { cloud, ...others } = profile({ method: "device-code", ...at })
    assert.strictEqual(cloud, undefined)
    assert.deepInclude(others, { url: "https://localhost:1/beta", authority: "https://localhost:1/" })
  })

  const refused: ReadonlyArray<readonly [ProfileInput, ReadonlyArray<string>]> = [
    [{ method: "client-secret" }, ["--tenant or AZURE_TENANT_ID", "--client-id or AZURE_CLIENT_ID"]],
    [{ method: "workload-identity", tenant: "t", clientId: "c" }, ["AZURE_FEDERATED_TOKEN_FILE"]],
    [{ method: "device-code", authority: new URL("https://localhost") }, ["--url"]],
  ]
  it("is refused without the path of a certificate, which --certificate may leave to a variable", () => {
    const input: ProfileInput = { method: "certificate", tenant: "t", clientId: "c", certificate: "" }
    assert.strictEqual(
      Result.getOrThrow(Result.flip(newProfile(input, {}))).message,
      "Missing the path of the PEM file: pass it to --certificate, or set AZURE_CLIENT_CERTIFICATE_PATH",
    )
    assert.isTrue(Result.isSuccess(newProfile(input, { AZURE_CLIENT_CERTIFICATE_PATH: "a.pem" })))
  })

  it("is refused with the contents of a certificate instead of its path, without repeating them", () => {
    const certificate = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"
    const refusals = [
      newProfile({ method: "certificate", tenant: "t", clientId: "c", certificate }, {}),
      newProfile(
        { method: "certificate", tenant: "t", clientId: "c", certificate: "" },
        { AZURE_CLIENT_CERTIFICATE_PATH: certificate },
      ),
    ]
    for (const refusal of refusals) {
      assert.strictEqual(
        Result.getOrThrow(Result.flip(refusal)).message,
        "--certificate takes the path of a PEM file, not its contents",
      )
    }
  })

  for (const [input, sources] of refused) {
    it(`is refused for ${input.method} without ${sources.join(" and ")}`, () => {
      const failure = Result.getOrThrow(Result.flip(newProfile(input, {})))
      assert.deepStrictEqual(
        failure.problems.map(({ message }) => message.replace(/^Missing (.*):.*/, "$1")),
        sources,
      )
    })
  }
})
