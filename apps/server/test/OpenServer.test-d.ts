import { describe, expectTypeOf, it } from "@effect/vitest"
import { type OpenServer, openServer } from "../src/index.ts"

declare const server: OpenServer

describe("openServer", () => {
  it("gives a server that closes at the end of a block", () => {
    expectTypeOf(openServer).returns.resolves.toEqualTypeOf<OpenServer>()
    expectTypeOf<OpenServer>().toExtend<AsyncDisposable>()
  })

  it("takes no option of a socket or an address", () => {
    expectTypeOf(openServer).toBeCallableWith({ auth: "none", maxBody: undefined })
    // @ts-expect-error: there is no port
    openServer({ port: 8365 })
    // @ts-expect-error: every host is accepted
    openServer({ allowedHosts: ["graph.microsoft.com"] })
  })

  it("has a fetch that can be used in place of the global one, apart from its server", () => {
    const { fetch } = server
    expectTypeOf(fetch).toExtend<typeof globalThis.fetch>()
  })
})
