import { assert, describe, it } from "@effect/vitest"
import { readPublicUrl } from "../../src/server/PublicUrl.ts"

describe("A public URL", () => {
  const urls: Record<string, string> = {
    "https://graph.example.test": "https://graph.example.test",
    "https://graph.example.test/": "https://graph.example.test",
    "HTTPS://Graph.Example.test:443/": "https://graph.example.test",
    "http://odj:8080": "http://odj:8080",
    "http://[::1]:8365/": "http://[::1]:8365",
    "https://graph.example.test/prefix": "https://graph.example.test/prefix",
    "https://graph.example.test/a/b-c/": "https://graph.example.test/a/b-c",
    "https://graph.example.test/betas": "https://graph.example.test/betas",
    "https://graph.example.test/_odjs": "https://graph.example.test/_odjs",
    "https://graph.example.test/docs": "https://graph.example.test/docs",
    "https://graph.example.test/a/../b/": "https://graph.example.test/b",
  }
  for (const [text, url] of Object.entries(urls))
    it(`is read from ${text}`, () => assert.strictEqual(readPublicUrl(text), url))

  const refused = {
    "that is none": ["", "graph.example.test", "127.0.0.1:8365", "/prefix"],
    "of another scheme": ["ftp://graph.example.test/", "ws://graph.example.test/", "file:///prefix"],
    "with a user": ["https://u@graph.example.test", "https://u:p@graph.example.test/"],
    "with a query or a fragment": ["https://graph.example.test/?a", "https://graph.example.test/#a"],
    "with an empty query or fragment": ["https://graph.example.test/?", "https://graph.example.test/#"],
    "with a path that proxies change": ["https://graph.example.test/a b", "https://graph.example.test/a//b"],
    "with a path of the server": [
      ...[
        "/beta",
        "/beta/",
        "/v1.0",
        "/deviceManagement",
        "/beta/a",
        "/Beta",
        "/V1.0/a",
        "/common",
        "/organizations/a",
        "/Common",
        "/contoso.com",
        "/oidc",
        "/_odj",
        "/_odj/a",
      ],
      "/0d100d10-0d10-4d10-8d10-0d100d100d10",
    ].map((path) => `https://graph.example.test${path}`),
  }
  for (const [what, texts] of Object.entries(refused))
    it(`is refused ${what}`, () => {
      for (const text of texts) assert.isUndefined(readPublicUrl(text), text)
    })
})
