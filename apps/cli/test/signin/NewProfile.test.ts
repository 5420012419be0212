import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { newProfile, type ProfileInput } from "../../src/signin/NewProfile.ts"

const profile = (input: ProfileInput, environment = {}) => Result.getOrThrow(newProfile(input, environment))

describe("A new profile", () => {
  it("is a person's in the global cloud, by Microsoft's own client, where nothing else is said", () => {
    assert.deepStrictEqual(profile({ method: "device-code" }), {
      method: "device-code",
      url: "https://graph.microsoft.com/beta",
      cloud: "global",
      authority: "https://login.microsoftonline.com/",
      scope: "https://graph.microsoft.com/DeviceManagementConfiguration.ReadWrite.All",
      clientId: "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    })
  })

  it("asks for all that an application has been granted", () => {
    const { scope } = profile({ method: "client-secret", tenant: "t", clientId: "c", cloud: "usgovdod" })
    assert.strictEqual(scope, "https://dod-graph.microsoft.us/.default")
  })

  it("takes from the environment what is not said", () => {
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

  it("keeps the path of a certificate so that it is found from everywhere", () => {
    const { certificate = "" } = profile({
      method: "certificate",
      tenant: "t",
      clientId: "c",
      certificate: "a.pem",
    })
    assert.match(certificate, /^(\/|[A-Z]:).*a\.pem$/)
  })

  it("is in none of Microsoft's clouds where the service is another one", () => {
    const at = { url: new URL("https://localhost:1/beta"), authority: new URL("https://localhost:1") }
    const { cloud, ...others } = profile({ method: "device-code", ...at })
    assert.strictEqual(cloud, undefined)
    assert.deepInclude(others, { url: "https://localhost:1/beta", authority: "https://localhost:1/" })
  })

  const refused: ReadonlyArray<readonly [ProfileInput, ReadonlyArray<string>]> = [
    [{ method: "client-secret" }, ["--tenant, AZURE_TENANT_ID", "--client-id, AZURE_CLIENT_ID"]],
    [{ method: "workload-identity", tenant: "t", clientId: "c" }, ["AZURE_FEDERATED_TOKEN_FILE"]],
    [{ method: "device-code", authority: new URL("https://localhost") }, ["--authority"]],
  ]
  for (const [input, paths] of refused) {
    it(`is refused by ${input.method} without ${paths.join(" and ")}`, () => {
      const failure = Result.getOrThrow(Result.flip(newProfile(input, {})))
      assert.deepStrictEqual(
        failure.problems.map(({ path }) => path.join()),
        paths,
      )
    })
  }
})
