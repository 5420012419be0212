/** Sentences for the errors with which `@azure/identity` and Node.js report that a sign-in can't begin. */
import { readingReason, reasonOf } from "../text/SystemReason.ts"
import type { ConnectionProblem } from "./ConnectionProblem.ts"

/** An error of the operating system that names a file. */
const fileError = /^E[A-Z0-9]+: .*'(.+)'$/s

/** The problem that an error message reports; `undefined` for any other message. */
export const signInProblem = (message: string): ConnectionProblem | undefined => {
  const [, file] = fileError.exec(message) ?? []
  if (file !== undefined) {
    return {
      sentence: `The sign-in failed: can't read ${file}: ${readingReason(reasonOf(message))}`,
      remedy: "Put the file there, or run `odj login` with another one.",
    }
  }
  if (message.includes("does not contain a PEM-encoded certificate")) {
    return {
      sentence: "The sign-in failed: the PEM file has no certificate",
      remedy: "Run `odj login` with a PEM file that has the certificate and its private key.",
    }
  }
  if (message.startsWith("network_error")) {
    return {
      sentence: "The sign-in service can't be reached, or its certificate is not trusted (network_error)",
      remedy: "Check the network, the proxy (HTTPS_PROXY) and the CA (NODE_EXTRA_CA_CERTS).",
    }
  }
  if (!message.startsWith("endpoints_resolution_error")) return undefined
  return {
    sentence:
      "The sign-in service can't be reached, its certificate is not trusted, or it does not know the tenant (endpoints_resolution_error)",
    remedy: "Check the tenant, the network, the proxy (HTTPS_PROXY) and the CA (NODE_EXTRA_CA_CERTS).",
  }
}
