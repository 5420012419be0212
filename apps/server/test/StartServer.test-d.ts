import { describe, expectTypeOf, it } from "@effect/vitest"
import type { Layer } from "effect"
import { layer, type OdjServer, type RunningServer, startServer } from "../src/index.ts"

declare const port: number | undefined

describe("startServer", () => {
  it("gives a server that stops at the end of a block", () => {
    expectTypeOf(startServer).returns.resolves.toEqualTypeOf<RunningServer>()
    expectTypeOf<RunningServer>().toExtend<AsyncDisposable>()
  })

  it("takes no options, or undefined for each", () => {
    expectTypeOf(startServer).toBeCallableWith()
    expectTypeOf(startServer).toBeCallableWith({ port, auth: undefined, tls: undefined })
  })

  it("takes two ways to know a caller, and no option that there is not", () => {
    expectTypeOf(startServer).toBeCallableWith({ auth: "none" })
    // @ts-expect-error: a way that only the command has
    startServer({ auth: "jwt" })
    // @ts-expect-error: an option that is misspelled
    startServer({ prot: 8365 })
  })

  it("makes tokens with given claims, by default with every permission", () => {
    expectTypeOf<RunningServer["token"]>().toBeCallableWith()
    expectTypeOf<RunningServer["token"]>().toBeCallableWith({ roles: ["a"], expiresIn: 60 })
  })
})

describe("The layer of the server", () => {
  it("needs nothing", () => {
    expectTypeOf(layer({ port })).toExtend<Layer.Layer<OdjServer, unknown>>()
  })
})
