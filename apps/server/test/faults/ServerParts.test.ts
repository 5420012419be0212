import { assert, describe, it } from "@effect/vitest"
import { problemText } from "@odj/domain"
import type { Fault } from "../../src/faults/Fault.ts"
import { partProblem, type ServerParts } from "../../src/faults/ServerParts.ts"
import { issuerEndpoints } from "../../src/issuer/IssuerEndpoint.ts"

const certificate: Fault = { on: "connection", with: { certificate: "expired" } }

const transports = ["none", "tcp", "tls", "selfSigned"] as const

const problem = (fault: Fault, transport: ServerParts["transport"], hasIssuer = false) => {
  const found = partProblem(fault, { transport, hasIssuer })
  return found && problemText(found)
}

describe("A fault", () => {
  it("of connections can't be armed on a server without connections", () => {
    const faults: ReadonlyArray<Fault> = [{ on: "connection", with: "reset" }, certificate]
    for (const fault of faults)
      assert.strictEqual(
        problem(fault, "none"),
        "on: This server has no connections. Use a fault of requests instead",
      )
  })

  it("with a certificate can't be armed on a server without a self-signed one", () => {
    assert.strictEqual(
      problem(certificate, "tcp"),
      "with/certificate: This server has no TLS. Start it with a self-signed certificate: tls: true, or --tls",
    )
    assert.strictEqual(
      problem(certificate, "tls"),
      "with/certificate: This server has a certificate that it can't replace. Start it with a self-signed certificate: tls: true, or --tls",
    )
    assert.isUndefined(problem(certificate, "selfSigned"))
  })

  it("of connections can be armed without a certificate on every server with connections", () => {
    for (const transport of ["tcp", "tls", "selfSigned"] as const) {
      assert.isUndefined(problem({ on: "connection", with: "noResponse" }, transport))
      assert.isUndefined(problem({ on: "connection", with: { delay: 1 } }, transport))
    }
  })

  it("of the issuer can be armed only on a server with one", () => {
    const faults: ReadonlyArray<Fault> = [
      { on: issuerEndpoints, with: { delay: 1 } },
      { on: "token", with: { token: "expired" } },
      ...issuerEndpoints.map((on): Fault => ({ on, with: "reset" })),
    ]
    for (const fault of faults)
      for (const transport of transports) {
        assert.strictEqual(
          problem(fault, transport),
          'on: This server has no issuer. Start it with the built-in one: auth: "local", or --auth local',
        )
        assert.isUndefined(problem(fault, transport, true))
      }
  })

  it("of requests can be armed on every server", () => {
    for (const transport of transports) {
      assert.isUndefined(problem({ with: "reset" }, transport))
      assert.isUndefined(problem({ on: ["create", "batch"], with: { status: 503 } }, transport))
    }
  })
})
