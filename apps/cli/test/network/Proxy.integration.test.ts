/** The bundled program behind a proxy. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { startServer } from "@odj/server"
import { selfSigned } from "@odj/server/certificate"
import { Effect } from "effect"
import { odj, start } from "../program.ts"
import { type ConnectProxyOptions, startProxy } from "./ConnectProxy.ts"

const server = await startServer({ tls: true })
const plain = await startServer({ auth: "none" })
const folder = await mkdtemp(join(tmpdir(), "odj-proxy-"))
afterAll(async () => {
  await server.stop()
  await plain.stop()
  await rm(folder, { recursive: true })
})
setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])

const ca = join(folder, "ca.pem")
await writeFile(ca, server.certificate ?? "")

const { host } = new URL(server.url)
const list = ["list", "--url", `${server.url}/beta`]
const token = await server.token()

const proxyWith = async (options: ConnectProxyOptions = {}) => {
  const proxy = await startProxy(options)
  afterAll(proxy.close)
  return { ...proxy, url: `http://127.0.0.1:${proxy.port}` }
}

const env = { ODJ_CA: ca, ODJ_TOKEN: token }

describe.concurrent("Behind a proxy", () => {
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
    it(`requests go through the proxy that ${name} names`, async () => {
      const proxy = await proxyWith()
      const { exitCode, out, err } = await odj(list, { ...env, [name]: proxy.url })
      assert.strictEqual(exitCode, 0, err)
      assert.strictEqual(out, "[]\n")
      assert.deepStrictEqual(proxy.log, [`CONNECT ${host}`])
    })
  }

  it("the name in lower case takes precedence", async () => {
    const proxy = await proxyWith()
    const { exitCode, err } = await odj(list, {
      ...env,
      https_proxy: proxy.url,
      HTTPS_PROXY: "http://127.0.0.1:1",
    })
    assert.strictEqual(exitCode, 0, err)
    assert.lengthOf(proxy.log, 1)
  })

  it("nothing goes through a proxy without a variable", async () => {
    const { exitCode, err } = await odj(list, env)
    assert.strictEqual(exitCode, 0, err)
  })

  for (const except of [host, "127.0.0.1", "*", "10.0.0.0/8, 127.0.0.0/8"]) {
    it(`requests go directly to a host that NO_PROXY lists as ${except}`, async () => {
      const proxy = await proxyWith()
      const { exitCode, err } = await odj(list, { ...env, HTTPS_PROXY: proxy.url, NO_PROXY: except })
      assert.strictEqual(exitCode, 0, err)
      assert.deepStrictEqual(proxy.log, [])
    })
  }

  it("plain http on this machine goes through the proxy that HTTP_PROXY names, and not with NO_PROXY", async () => {
    const proxy = await proxyWith({ credentials: "anna:passw0rd" })
    const HTTP_PROXY = `http://anna:passw0rd@127.0.0.1:${proxy.port}`
    const args = ["list", "--url", `${plain.url}/beta`, "-o", "json"]
    const through = await odj(args, { HTTP_PROXY })
    assert.strictEqual(through.out, "[]\n", through.err)
    assert.match(proxy.log.join(), /^GET http:\/\/127\.0\.0\.1:\d+\/beta\/.*$/)
    const localhost = ["list", "--url", `${plain.url.replace("127.0.0.1", "localhost")}/beta`, "-o", "json"]
    assert.strictEqual((await odj(localhost, { HTTP_PROXY, no_proxy: "localhost" })).out, "[]\n")
    assert.lengthOf(proxy.log, 1)
  })

  it("a token never goes over plain http to a proxy on another machine", async () => {
    const { exitCode, out, err } = await odj(["list", "--url", `${plain.url}/beta`, "-o", "json"], {
      ODJ_TOKEN: token,
      HTTP_PROXY: "http://192.0.2.1:8080",
    })
    assert.strictEqual(exitCode, 0, err)
    assert.strictEqual(out, "[]\n")
  })

  it("sign-in and all later commands use it, with credentials that are never shown", async () => {
    const proxy = await proxyWith({ credentials: "anna:s3cret/@:word" })
    const world = {
      ODJ_CONFIG_DIR: join(folder, "sign-in"),
      ODJ_CA: ca,
      HTTPS_PROXY: `http://anna:s3cret%2F%40%3Aword@127.0.0.1:${proxy.port}`,
    }
    const login = start(["login", "--url", `${server.url}/beta`, "--authority", server.url, "--debug"], world)
    login.child.stdin.end()
    const [, address = "", code = ""] = await login.waitForError(/the page (\S+) and enter the code (\S+) to/)
    await fetch(address, {
      method: "POST",
      body: new URLSearchParams({ user_code: code, decision: "approved" }),
    })
    const ends = [await login.ended]
    assert.strictEqual(ends[0]?.exitCode, 0, ends[0]?.err)
    const afterLogin = proxy.log.length
    assert.isAbove(afterLogin, 0)
    const create = ["create", "--body", "-", "--debug"]
    ends.push(await odj(create, world, JSON.stringify(exampleConnector)))
    ends.push(await odj(["stale", "--now", "2017-01-02T00:00:00Z", "--debug"], world))
    ends.push(await odj(["whoami", "--verbose"], world))
    assert.deepStrictEqual(
      ends.map(({ exitCode }) => exitCode),
      [0, 0, 1, 0],
      ends.map(({ err }) => err).join("\n"),
    )
    assert.isAbove(proxy.log.length, afterLogin)
    assert.deepStrictEqual([...new Set(proxy.log)], [`CONNECT ${host}`])
    const basic = Buffer.from("anna:s3cret/@:word").toString("base64")
    for (const secret of ["s3cret", basic]) {
      assert.notInclude(ends.map(({ out, err }) => out + err).join(), secret)
    }
  })

  it("the sign-in library does not log the credentials, and takes a proxy without a scheme too", async () => {
    const proxy = await proxyWith({ credentials: "anna:passw0rd" })
    const world = {
      ODJ_CONFIG_DIR: join(folder, "application"),
      ODJ_CA: ca,
      AZURE_CLIENT_SECRET: "secret-of-app",
      AZURE_LOG_LEVEL: "verbose",
      HTTPS_PROXY: `anna:passw0rd@127.0.0.1:${proxy.port}`,
    }
    const { exitCode, out, err } = await odj(
      [
        ...["login", "--url", `${server.url}/beta`, "--authority", server.url, "--client-secret"],
        ...["--tenant", "5d0a4f3c-6a4e-4c1a-9a0e-7d4a9b1f2c3d", "--client-id", "app"],
      ],
      world,
    )
    assert.strictEqual(exitCode, 0, err)
    assert.include(err, "azure:")
    assert.isAbove(proxy.log.length, 0)
    assert.notInclude(out + err, "passw0rd")
  })

  it("the proxy may speak TLS itself", async () => {
    const tls = await Effect.runPromise(selfSigned([]))
    const file = join(folder, "both.pem")
    await writeFile(file, `${tls.cert}\n${server.certificate}`)
    const proxy = await proxyWith({ tls })
    const world = { ODJ_TOKEN: token, HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` }
    const untrusted = await odj(list, world)
    assert.strictEqual(untrusted.exitCode, 5)
    assert.match(
      untrusted.err,
      /^The certificate of the proxy \S+ \(HTTPS_PROXY\) is not trusted: it is self-signed\n.*--ca FILE/,
    )
    assert.deepStrictEqual(proxy.log, [])
    // OpenSSL's variable stands for the store of the system.
    const ways = [{ ODJ_CA: file }, ...(process.platform === "linux" ? [{ SSL_CERT_FILE: file }] : [])]
    for (const way of ways) {
      const { exitCode, err } = await odj(list, { ...world, ...way })
      assert.strictEqual(exitCode, 0, err)
    }
    assert.deepStrictEqual(
      proxy.log,
      ways.map(() => `CONNECT ${host}`),
    )
  })
})

describe.concurrent("A proxy that does not connect", () => {
  const cases: ReadonlyArray<readonly [string, ConnectProxyOptions, string, RegExp]> = [
    [
      "requires credentials",
      { credentials: "anna:passw0rd" },
      "",
      /The proxy PROXY requires a user and a password: HTTP 407/,
    ],
    [
      "refuses the credentials",
      { credentials: "anna:passw0rd" },
      "anna:wr0ng-one@",
      /The proxy PROXY does not accept the user and the password: HTTP 407/,
    ],
    ["forbids the host", { status: 403 }, "", /The proxy PROXY does not connect to TARGET: HTTP 403/],
    [
      "closes the connection",
      { instead: "close" },
      "",
      /The connection to the proxy PROXY was lost before a complete response/,
    ],
    [
      "takes no user and password",
      { credentials: "anna:passw0rd", scheme: "Negotiate" },
      "",
      /The proxy PROXY takes credentials only with Negotiate, and odj has only Basic: HTTP 407\nCheck /,
    ],
  ]
  for (const [title, options, user, expected] of cases) {
    it(`is reported, not the service, if it ${title}`, async () => {
      const proxy = await proxyWith(options)
      const { exitCode, err } = await odj(list, {
        ...env,
        HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.port}`,
      })
      const pattern = expected.source
        .replace("PROXY", `127\\.0\\.0\\.1:${proxy.port} \\(HTTPS_PROXY\\)`)
        .replace("TARGET", host.replaceAll(".", "\\."))
      assert.match(err, new RegExp(`^${pattern}`))
      assert.strictEqual(exitCode, 5, err)
      assert.notInclude(err, "wr0ng-one")
    })
  }

  it("leaves no doubt that nothing was created, and is asked once", async () => {
    const proxy = await proxyWith({ status: 403 })
    const create = ["create", "--url", `${server.url}/beta`, "--body", "-"]
    const world = { ...env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
    const { exitCode, err } = await odj(create, world, JSON.stringify(exampleConnector))
    assert.strictEqual(exitCode, 5, err)
    assert.lengthOf(proxy.log, 1)
  })

  it("is reported if it can't be reached", async () => {
    const proxy = await startProxy()
    proxy.close()
    const { exitCode, err } = await odj(list, { ...env, HTTPS_PROXY: `127.0.0.1:${proxy.port}` })
    assert.strictEqual(
      err.split("\n")[0],
      `Can't reach the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY): the connection was refused`,
    )
    assert.strictEqual(exitCode, 5, err)
  })

  for (const value of ["http://[nope", "ftp://proxy.test", "socks5://s3cret@proxy.test:1080"]) {
    it(`is invalid input if it is ${value}`, async () => {
      const { exitCode, err } = await odj(list, { ...env, HTTPS_PROXY: value })
      assert.strictEqual(exitCode, 2)
      assert.match(err, /^HTTPS_PROXY .*Set it to a URL such as http:\/\/proxy\.contoso\.com:8080\n$/)
      assert.notInclude(err, "s3cret")
    })
  }
})
