/** A server over https that this process trusts: Microsoft's clients send their tokens over nothing else. */
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll } from "@effect/vitest"
import { startServer } from "../src/index.ts"

/** Starts one for a file of tests, each of which asks as a tenant of its own. */
export const startTrustedServer = async () => {
  const server = await startServer({ tls: true })
  afterAll(server.stop)
  setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])
  return server
}
