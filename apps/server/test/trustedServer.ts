/** An https server that this process trusts: Microsoft's clients send tokens only over https. */
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll } from "@effect/vitest"
import { startServer } from "../src/index.ts"

/** Starts one server for a test file; each test uses a new tenant. */
export const startTrustedServer = async () => {
  const server = await startServer({ tls: true })
  afterAll(server.stop)
  setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])
  return server
}
