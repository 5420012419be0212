/** Services and issuers on loopback that respond as proxies, login pages, gateways and Entra do. */
import { createServer, type RequestListener, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { gzipSync } from "node:zlib"
import { selfSigned } from "@odj/server/certificate"
import { Effect } from "effect"

/** A certificate for 127.0.0.1 with its key. */
export const certificate = await Effect.runPromise(selfSigned([]))

export interface Reply {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

const json = (status: number, body: object): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
})

const connector = (id: string) => ({
  id,
  displayName: id,
  lastConnectionDateTime: "2026-07-31T12:00:00Z",
  state: "active",
  version: "6.2504.2001.8",
})

const secondPage = "deviceManagement/domainJoinConnectors?$skiptoken=1"

/** The first of two pages, with a link to the second one. */
const firstOf = (name: string, link: string) => ({ value: [connector("a")], [name]: link })

const claims = btoa('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}')

const page = (title: string): Reply => ({
  status: 200,
  headers: { "content-type": "text/html" },
  body: `<html><head><title>${title}</title></head></html>`,
})

/** What a service responds, by the first part of the path. */
const replies: Record<string, Reply> = {
  "login-page": page("Sign in to your account"),
  redirect: { status: 302, headers: { location: "https://login.example/signin?token=s3cret" } },
  "permanent-redirect": { status: 308, headers: { location: "/elsewhere" } },
  gzip: {
    status: 200,
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: gzipSync('{"value":[]}'),
  },
  oauth: json(401, { error: "invalid_token", error_description: "AADSTS50173: The grant is expired." }),
  claims: {
    status: 401,
    headers: { "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"` },
  },
  gateway: { status: 502, headers: { "content-type": "text/plain" }, body: "upstream connect error" },
  "foreign-secrets": {
    status: 403,
    headers: { "content-type": "text/plain" },
    body: "No: https://idp.example/?client_secret=s3cret&token=s3cret password=s3cret",
  },
  "proxy-credentials": { status: 407 },
  "wrong-version": json(404, { error: { code: "ResourceNotFound", message: "Resource not found" } }),
  "link-elsewhere": json(200, firstOf("@odata.nextLink", "https://evil.example/beta?token=s3cret")),
  "link-to-itself": json(200, firstOf("@odata.nextLink", "")),
  "relative-link": json(200, firstOf("@odata.nextLink", secondPage)),
  "relative-to-the-request": json(200, firstOf("@odata.nextLink", "domainJoinConnectors?$skiptoken=1")),
  "link-of-odata-3": json(200, firstOf("odata.nextLink", secondPage)),
}

const respond =
  (reply: (path: string, sent: string) => Reply): RequestListener =>
  async (request, response) => {
    const { status, headers = {}, body = "" } = reply(request.url ?? "/", await text(request))
    response.writeHead(status, headers).end(body)
  }

const notFound: Reply = { status: 404 }

export const service = respond((path) =>
  path.includes("skiptoken")
    ? json(200, { value: [connector("b")] })
    : (replies[path.split("/")[1] ?? ""] ?? notFound),
)

const wrongSecret = json(401, {
  error: "invalid_client",
  error_description: "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 7",
})

const discovery = (root: string) =>
  json(200, {
    issuer: `${root}/v2.0`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
  })

/** An issuer whose tenants each fail in another way. */
export const issuer: RequestListener = (request, response) => {
  const reply = (path: string, sent: string): Reply => {
    const tenant = path.split("/")[1] ?? ""
    const isDiscovery = path.includes("openid-configuration")
    switch (tenant) {
      case "unknown.example":
        return json(400, {
          error: "invalid_tenant",
          error_description: "AADSTS90002: Tenant 'unknown.example' not found. Check your tenant ID.",
        })
      case "guest-network.example":
        return page("Guest Wi-Fi: please log in")
      case "busy.example":
        return { status: 429, headers: { "retry-after": "2000" } }
      case "endless.example":
        return { ...json(200, {}), body: Buffer.alloc(5 * 1024 * 1024, " ") }
      case "blocked.example":
        return { status: 403, body: "Blocked by policy" }
      case "repeating.example":
        if (!isDiscovery)
          return { status: 403, body: `Blocked: ${sent.slice(sent.indexOf("client_secret"))}` }
        break
    }
    return isDiscovery ? discovery(`https://${request.headers.host}/${tenant}`) : wrongSecret
  }
  respond(reply)(request, response)
}

/** Starts a server, and returns it with its host. */
const started = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

export const startPlain = (listener: RequestListener) => started(createServer(listener))

export const startTls = (listener: RequestListener) => started(createTlsServer(certificate, listener))

/** A host at which nothing listens. */
export const closedHost = async (): Promise<string> => {
  const { server, host } = await startPlain(service)
  await new Promise((resolve) => server.close(resolve))
  return host
}
