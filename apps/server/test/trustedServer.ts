/** An https server that this process trusts: Microsoft's clients send tokens only over https. */
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll } from "@effect/vitest"
import { type ServerOptions, startServer } from "../src/index.ts"

/** Starts one server for a test file; each test uses a new tenant. */
export const startTrustedServer = async (options: ServerOptions = {}) => {
  const server = await startServer({ ...options, tls: true })
  afterAll(server.stop)
  setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])
  return server
}
