/** The page that approves a device: who signs in, and who may decide. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { decodeJwt } from "jose"
import { guidOf } from "../../src/directory/GuidOf.ts"
import { applicationNotFound, userNotFound } from "../../src/oauth/GrantFailures.ts"
import { directoryWith, newIssuer, openBrowser, origin, type Parameters, tenant } from "./browser.ts"

/** A device that waits for a decision. */
const newDevice = Effect.fnUntraced(function* (issuer = newIssuer(), tenantName = tenant) {
  const browser = openBrowser(issuer)
  const post = (path: string, form: Parameters) =>
    Effect.map(browser.send("POST", `/${tenantName}/oauth2/v2.0/${path}`, "", form), ({ body = "" }) =>
      JSON.parse(body),
    )
  const { device_code, user_code } = yield* post("devicecode", {
    client_id: "my-app",
    scope: "openid profile DeviceManagementConfiguration.Read.All",
  })
  return {
    userCode: user_code,
    show: browser.send("GET", "/devicelogin", `user_code=${user_code}`),
    decide: (form: Parameters, headers: Readonly<Record<string, string>> = {}) =>
      browser.send("POST", "/devicelogin", "", { user_code, decision: "approved", ...form }, headers),
    poll: Effect.suspend(() =>
      post("token", { grant_type: "device_code", client_id: "my-app", device_code }),
    ),
  }
})

describe("The page that approves a device", () => {
  it.effect("shows the permissions in words, and the people", () =>
    Effect.gen(function* () {
      const { show } = yield* newDevice()
      const { body } = yield* show
      assert.include(body, `<code>${tenant}</code>`)
      assert.include(body, "Read the tenant&#39;s domain join connectors")
      assert.include(body, `value="user@${tenant}" checked`)
    }),
  )

  it.effect("shows the name of the application, and its id", () =>
    Effect.gen(function* () {
      const directory = directoryWith({
        application: (_tenant, appId) => Result.succeed({ appId, displayName: "My <App>" }),
      })
      const { body } = yield* (yield* newDevice(newIssuer({ directory }))).show
      assert.include(body, "<strong>My &lt;App&gt;</strong> asks you to sign in on a device.")
      assert.include(body, "<code>my-app</code>")
    }),
  )

  it.effect("is for an application that exists", () =>
    Effect.gen(function* () {
      const directory = directoryWith({
        application: (of, appId) => Result.fail(applicationNotFound(appId, of)),
      })
      const { body } = yield* openBrowser(newIssuer({ directory })).send(
        "POST",
        `/${tenant}/oauth2/v2.0/devicecode`,
        "",
        { client_id: "my-app", scope: "openid" },
      )
      assert.deepStrictEqual(JSON.parse(body ?? "").error_codes, [700016])
    }),
  )

  it.effect("signs in the chosen person, the typed one, or else the first", () =>
    Effect.gen(function* () {
      for (const [form, username] of [
        [{ person: "ada@contoso.example" }, "ada@contoso.example"],
        [{ person: "ada@contoso.example", username: "bob@contoso.example" }, "bob@contoso.example"],
        [{}, `user@${tenant}`],
      ] as const) {
        const { decide, poll } = yield* newDevice()
        yield* decide(form)
        const { id_token } = yield* poll
        assert.strictEqual(decodeJwt(id_token).preferred_username, username)
      }
    }),
  )

  it.effect(
    "signs a person in at the tenant of the user name, if the device began at that of all tenants",
    () =>
      Effect.gen(function* () {
        for (const [tenantName, tid] of [
          ["common", guidOf("contoso.example")],
          ["Organizations", guidOf("contoso.example")],
          [tenant, tenant],
        ] as const) {
          const { decide, poll } = yield* newDevice(newIssuer(), tenantName)
          yield* decide({ username: "ada@contoso.example" })
          const { access_token, id_token } = yield* poll
          assert.deepStrictEqual(
            [access_token, id_token].map((token) => decodeJwt(token).tid),
            [tid, tid],
          )
        }
      }),
  )

  it.effect("reports a person who does not exist, and decides nothing", () =>
    Effect.gen(function* () {
      const directory = directoryWith({ person: (of, name) => Result.fail(userNotFound(name, of)) })
      const { decide, poll } = yield* newDevice(newIssuer({ directory }))
      const { status, body } = yield* decide({ username: "eve@contoso.example" })
      assert.strictEqual(status, 400)
      assert.include(body, '<p role="alert">The user account eve@contoso.example does not exist')
      assert.strictEqual((yield* poll).error, "authorization_pending")
    }),
  )

  const foreign: Record<string, Readonly<Record<string, string>>> = {
    "another site": { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    "another site, which hides its origin": { "sec-fetch-site": "cross-site" },
    "another port of this machine": { "sec-fetch-site": "same-site", origin: "http://localhost:3000" },
    "another site, in a browser without Sec-Fetch-Site": { origin: "https://evil.example" },
    "a frame without an origin": { origin: "null" },
  }
  for (const [name, headers] of Object.entries(foreign)) {
    it.effect(`takes no decision from a page of ${name}`, () =>
      Effect.gen(function* () {
        const { decide, poll } = yield* newDevice()
        const { status, body } = yield* decide({}, headers)
        assert.strictEqual(status, 400)
        assert.include(body, '<p role="alert">Decide on this page.</p>')
        assert.strictEqual((yield* poll).error, "authorization_pending")
      }),
    )
  }

  it.effect("takes decisions from itself and from programs", () =>
    Effect.gen(function* () {
      for (const headers of [{}, { "sec-fetch-site": "same-origin", origin }, { origin }]) {
        const { decide } = yield* newDevice()
        assert.include((yield* decide({}, headers)).body, "You approved the sign-in.")
      }
    }),
  )
})
