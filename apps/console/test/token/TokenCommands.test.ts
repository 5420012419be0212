import { assert, describe, it } from "@effect/vitest"
import { oauthCommand, serverCommand } from "../../src/token/TokenCommands.ts"

const origin = "http://127.0.0.1:8365"
const tenant = "11111111-1111-4111-8111-111111111111"

describe("The commands for a token", () => {
  it("quote what a shell could read as something else", () => {
    const command = serverCommand({ user: "a'b;c", scopes: ["Read.All"], expiresIn: 60 }, origin)
    assert.include(command, `--user 'a'\\''b;c'`)
  })

  it("name the tenant, the permissions and the lifetime", () => {
    assert.strictEqual(
      serverCommand({ tenant, roles: ["Read.All", "Other.Read"], expiresIn: 60 }, origin),
      [
        `odj-server token --keys FILE --url '${origin}'`,
        `--tenant ${tenant}`,
        "--role 'Read.All'",
        "--role 'Other.Read'",
        "--expires-in 60",
      ].join(" \\\n  "),
    )
  })

  it.each([
    { roles: ["Read.All"], appId: "other", expiresIn: 60 },
    { roles: [], expiresIn: 60 },
    { roles: ["Read.All"], tenant: "contoso.example", expiresIn: 60 },
  ])("leave out odj-server token if it can't make the same token: %o", (body) => {
    assert.isUndefined(serverCommand(body, origin))
  })

  it("have client credentials only for an application", () => {
    assert.include(
      oauthCommand({ roles: [], expiresIn: 60 }, origin, "the-app"),
      "--data-urlencode 'client_id=the-app'",
    )
    const trusting = oauthCommand({ roles: [], expiresIn: 60 }, origin, "the-app", ["--cacert '/a b'"])
    assert.include(trusting, "--cacert '/a b' \\\n")
    assert.isUndefined(oauthCommand({ scopes: [], expiresIn: 60 }, origin, "the-app"))
  })
})
