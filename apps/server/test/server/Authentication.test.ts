/** The tokens of the built-in issuer are accepted under every address of the server, and under no other. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { mintToken } from "../../src/issuer/MintToken.ts"
import { everyAddress, makeAddresses } from "../../src/server/Addresses.ts"
import { local } from "../../src/server/Authentication.ts"

const keys = Effect.succeed(await Effect.runPromise(generateKeys))
const publicUrl = "https://graph.example.test/prefix"
const addresses = makeAddresses("http://127.0.0.1:8365", "127.0.0.1", { publicUrl })
const { authenticate, signInAddress } = local(keys, addresses)

describe("A token of the built-in issuer", () => {
  const urls = [publicUrl, "http://localhost:8365", "https://[::1]", "http://127.0.0.1:9000"]
  for (const url of urls)
    it.effect(`is accepted if it names ${url}`, () =>
      Effect.gen(function* () {
        const { tenantId } = yield* authenticate(`Bearer ${yield* mintToken({ url, keys })}`)
        assert.strictEqual(tenantId, defaultTenant)
      }),
    )

  const foreign = ["https://graph.example.test/other", "http://evil.example", `${publicUrl}/x`, ""]
  for (const url of foreign)
    it.effect(`is refused if it names ${url || "no address"}`, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(authenticate(`Bearer ${yield* mintToken({ url, keys })}`))
        assert.deepInclude(failure, { _tag: "TokenInvalid", reason: "Invalid issuer." })
      }),
    )

  for (const url of ["https://login.microsoftonline.com", "http://127.0.0.1:8365"])
    it.effect(`is accepted by a server without a socket if it names ${url}`, () =>
      Effect.gen(function* () {
        const { authenticate } = local(keys, everyAddress)
        const { tenantId } = yield* authenticate(`Bearer ${yield* mintToken({ url, keys })}`)
        assert.strictEqual(tenantId, defaultTenant)
      }),
    )

  it.effect("is refused if it names a tenant other than its own", () =>
    Effect.gen(function* () {
      // The address ends like the name of another tenant's issuer.
      const url = `http://localhost:8365/${defaultTenant}/v2.0`
      const failure = yield* Effect.flip(authenticate(`Bearer ${yield* mintToken({ url, keys })}`))
      assert.strictEqual(failure._tag, "TokenInvalid")
    }),
  )
})

describe("The sign-in address", () => {
  it("has the origin that the client used", () =>
    assert.strictEqual(signInAddress(publicUrl), `${publicUrl}/common/oauth2/v2.0/authorize`))

  it("has Microsoft's name of the issuer for a client that uses Microsoft's name of Graph", () => {
    const { signInAddress } = local(keys, everyAddress)
    const path = "/common/oauth2/v2.0/authorize"
    assert.strictEqual(
      signInAddress("https://graph.microsoft.com"),
      `https://login.microsoftonline.com${path}`,
    )
    assert.strictEqual(signInAddress("https://graph.microsoft.us"), `https://login.microsoftonline.us${path}`)
    assert.strictEqual(signInAddress("https://another.test"), `https://another.test${path}`)
  })

  it("has no name that leads to another server", () => {
    const { signInAddress } = local(keys, {
      ...addresses,
      isOwn: (url) => url === "https://graph.microsoft.com",
    })
    assert.strictEqual(
      signInAddress("https://graph.microsoft.com"),
      "https://graph.microsoft.com/common/oauth2/v2.0/authorize",
    )
  })
})
