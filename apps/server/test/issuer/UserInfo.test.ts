/** What the userinfo endpoint says of a token. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { decodeJwt } from "jose"
import { now } from "./issuerRequests.ts"
import { ada, makeFlow, readAll, redeeming, username } from "./tokenFlow.ts"

describe("The userinfo endpoint", () => {
  it.effect("says who the person is, as far as the scopes permit", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor, info } = makeFlow()
      const { access_token, id_token } = yield* post(redeeming(codeFor("openid profile email")))
      const { sub } = decodeJwt(id_token)
      assert.deepStrictEqual<object>(yield* info(`Bearer ${access_token}`), {
        sub,
        name: ada.name,
        email: username,
      })
      const least = yield* post(redeeming(codeFor("openid")))
      assert.deepStrictEqual<object>(yield* info(`Bearer ${least.access_token}`), { sub })
    }),
  )

  it.effect("refuses every other token", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor, info } = makeFlow()
      const { access_token: plain } = yield* post(redeeming(codeFor(readAll)))
      const { access_token: toApi } = yield* post(redeeming(codeFor("openid api://my-api/.default")))
      const { id_token } = yield* post(redeeming(codeFor("openid")))
      for (const [authorization, error] of [
        [undefined, "invalid_token"],
        ["Bearer x", "invalid_token"],
        ["Basic eDp5", "invalid_token"],
        [`Bearer ${id_token}`, "invalid_token"],
        [`Bearer ${toApi}`, "invalid_token"],
        [`Bearer ${plain}`, "insufficient_scope"],
      ] as const)
        assert.strictEqual((yield* Effect.flip(info(authorization))).error, error, authorization)
    }),
  )
})
