import { describe, expectTypeOf, it } from "@effect/vitest"
import type { Layer } from "effect"
import {
  type Fault,
  layer,
  type OdjServer,
  type PresetName,
  type RunningServer,
  startServer,
} from "../src/index.ts"

declare const port: number | undefined
const seed = {
  displayName: "HQ",
  lastConnectionDateTime: "2026-01-31T12:00:00Z",
  state: "active",
  version: "6.2504.2001.8",
} as const

declare const running: RunningServer

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

  it("restores snapshots that are written by hand", () => {
    const { id, ...row } = { id: "hq", ...seed }
    expectTypeOf<RunningServer["restore"]>().toBeCallableWith({ time: "", tenants: { a: [{ id, ...row }] } })
    // @ts-expect-error: a connector without an id
    running.restore({ time: "", tenants: { a: [row] } })
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

describe("The faults of a server", () => {
  it("are written as the documentation shows them", () => {
    expectTypeOf(startServer).toBeCallableWith({
      faults: [
        { on: "create", times: 1, with: { status: 504, after: "commit" } },
        { on: ["list", "count"], nth: 2, with: { status: 429, retryAfter: 2 } },
        { on: "create", when: { displayName: "Lab" }, with: "reset" },
        { rate: 0.1, seed: 7, with: { delay: "300 millis" } },
        { on: "token", with: { token: "expired" } },
        { on: "connection", with: { certificate: "expired" } },
      ],
      presets: ["throttled", "flaky"],
    })
  })

  it("complete in an editor: names are literals, not texts", () => {
    expectTypeOf<PresetName>().toEqualTypeOf<
      "throttled" | "observed" | "unlicensed" | "notRouted" | "flaky"
    >()
    expectTypeOf<Extract<Fault["on"], string>>().toEqualTypeOf<
      | (
          | "create"
          | "get"
          | "list"
          | "count"
          | "update"
          | "delete"
          | "batch"
          | "metadata"
          | "serviceDocument"
          | "singleton"
        )
      | ("authorize" | "logout" | "token" | "deviceCode" | "userInfo")
      | ("keys" | "discovery" | "instanceDiscovery" | "connection")
    >()
    expectTypeOf<Extract<Fault["with"], string>>().toEqualTypeOf<
      "reset" | "close" | "cutBody" | "wrongLength" | "noResponse"
    >()
  })

  it("are refused by their types if they are wrong", () => {
    const accepts = (_fault: Fault) => {}
    // @ts-expect-error: an operation that is misspelled
    accepts({ on: "crate", with: "reset" })
    // @ts-expect-error: an outcome that is misspelled
    accepts({ on: "create", with: "rest" })
    // @ts-expect-error: an outcome of the connection that is misspelled
    accepts({ on: "create", with: { connection: "rest" } })
    // @ts-expect-error: no outcome
    accepts({ on: "create" })
    // @ts-expect-error: a property that is misspelled
    accepts({ on: "create", tmes: 1, with: "reset" })
    // @ts-expect-error: a property of the connector that is misspelled
    accepts({ on: "create", when: { dispalyName: "Lab" }, with: "reset" })
    // @ts-expect-error: a unit of time that there is not
    accepts({ on: "create", with: { delay: "3 parsecs" } })
    // @ts-expect-error: another moment than the commit
    accepts({ on: "create", with: { status: 503, after: "response" } })
    // @ts-expect-error: a wrong token for a request that gets none
    accepts({ on: "create", with: { token: "expired" } })
    // @ts-expect-error: a wrong token from an endpoint that makes none
    accepts({ on: "keys", with: { token: "expired" } })
    // @ts-expect-error: a response before there is a request
    accepts({ on: "connection", with: { status: 503 } })
    // @ts-expect-error: the API and the issuer in one fault
    accepts({ on: ["create", "token"], with: "reset" })
    // @ts-expect-error: no operation at all
    accepts({ on: [], with: "reset" })
    // @ts-expect-error: a preset that is misspelled
    startServer({ presets: ["throtled"] })
  })

  it("are removed all only without an argument", () => {
    expectTypeOf<RunningServer["disarm"]>().toBeCallableWith()
    expectTypeOf<RunningServer["disarm"]>().toBeCallableWith("1")
    // @ts-expect-error: an id that may be missing
    running.disarm(running.faults()[0]?.id)
  })

  it("are added one by one, or several at once", () => {
    expectTypeOf<RunningServer["fail"]>().toBeCallableWith({ on: "create", with: "reset" })
    expectTypeOf<RunningServer["fail"]>().toBeCallableWith([{ with: { delay: 5 } }])
    // @ts-expect-error: an operation that is misspelled
    running.fail({ on: "crate", with: "reset" })
  })
})
