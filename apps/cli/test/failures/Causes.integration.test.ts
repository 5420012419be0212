/** The bundled program, and everything that can go wrong between it and a service or an issuer: each cause on loopback. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { odj } from "../program.ts"
import { certificate, closedHost, issuer, service, startPlain, startTls } from "./services.ts"

const plain = await startPlain(service)
const tls = await startTls(service)
const entra = await startTls(issuer)
const closed = await closedHost()
const folder = await mkdtemp(join(tmpdir(), "odj-causes-"))
const ca = join(folder, "ca.pem")
await writeFile(ca, certificate.cert)
afterAll(async () => {
  for (const { server } of [plain, tls, entra]) server.close()
  await rm(folder, { recursive: true })
})

/** An environment without sign-ins, in which no proxy is set. */
const env = { ODJ_CONFIG_DIR: join(folder, "odj"), PATH: join(folder, "no-programs") }

const trusting = { ...env, NODE_EXTRA_CA_CERTS: ca }

const connectorFlags = [
  ...["--display-name", "HQ", "--state", "active", "--connector-version", "6.2504.2001.8"],
  ...["--last-connection-date-time", "2026-07-31T12:00:00Z"],
]

interface Expected {
  readonly exitCode: number
  /** Standard error, with {@link plain}'s host as HOST. */
  readonly err: RegExp
}

const assertEnds = async (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  { exitCode, err }: Expected,
) => {
  const ended = await odj(args, environment)
  assert.match(ended.err, err)
  assert.strictEqual(ended.exitCode, exitCode, ended.err)
  assert.notInclude(ended.err, "s3cret")
}

const fails = (exitCode: number, err: RegExp): Expected => ({ exitCode, err })

const isFromElsewhere = "\nCheck the address and the proxy\\. --debug logs the response\\.\n$"

/** What `odj list` says of each service, by the first part of its path. */
const responses: Record<string, Expected> = {
  "login-page": fails(
    5,
    new RegExp(
      `^No usable response from the service: HTTP 200 from 127\\.0\\.0\\.1:\\d+: a web page, "Sign in to your account", probably of a proxy or a login \\(client request \\S+\\)${isFromElsewhere}`,
    ),
  ),
  redirect: fails(
    5,
    new RegExp(`: HTTP 302 from \\S+: a redirect to https://login\\.example/signin \\(.*${isFromElsewhere}`),
  ),
  "permanent-redirect": fails(5, /: HTTP 308 from \S+: a redirect to \/elsewhere \(/),
  gzip: fails(5, /: HTTP 200 from \S+: a body in the encoding gzip, which was not requested \(/),
  oauth: fails(
    3,
    /^The sign-in failed or has expired: AADSTS50173: The grant is expired\. \(client request \S+\)\nRun `odj login`/,
  ),
  claims: fails(3, /: insufficient_claims: The service requires claims that the token lacks: acrs = c1 \(/),
  gateway: fails(5, /: HTTP 502 from \S+: upstream connect error \(client request \S+\)\nTry again\./),
  "foreign-secrets": fails(
    4,
    /: No: https:\/\/idp\.example\/\?client_secret=\*\*\*&token=\*\*\* password=\*\*\* \(/,
  ),
  "proxy-credentials": fails(
    5,
    /^The proxy requires a user and a password \(407\)\nPut the user and the password into the proxy's URL: http:\/\/user:password@proxy:8080\n$/,
  ),
  "wrong-version": fails(
    4,
    /^The service has no connectors at this address: ResourceNotFound: Resource not found \(.*\nIf you passed --url, check it/,
  ),
  "link-elsewhere": fails(
    5,
    /^No usable response from the service: The service's link to the next page leads outside the collection: https:\/\/evil\.example\/beta \(/,
  ),
  "link-to-itself": fails(5, /: The service's link to the next page is to the same page \(/),
}

describe.concurrent("A request", () => {
  for (const [path, expected] of Object.entries(responses)) {
    it(`that gets the response "${path}" ends with ${expected.exitCode}, and says what it is`, () =>
      assertEnds(["list", "--url", `http://${plain.host}/${path}`], env, expected))
  }

  for (const path of ["relative-link", "relative-to-the-request", "link-of-odata-3"]) {
    it(`follows "${path}"`, async () => {
      const { exitCode, out, err } = await odj(
        ["list", "--url", `http://${plain.host}/${path}`, "--query", "[].id", "-o", "json"],
        env,
      )
      assert.deepStrictEqual([exitCode, JSON.parse(out)], [0, ["a", "b"]], err)
    })
  }

  it("to a closed port says that the connection was refused", () =>
    assertEnds(
      ["list", "--url", `http://${closed}`],
      env,
      fails(5, new RegExp(`^Can't reach ${closed}: the connection was refused\nCheck the address, `)),
    ))

  it("names the certificate that is not trusted, and --ca", () =>
    assertEnds(
      ["list", "--url", `https://${tls.host}`],
      { ...env, ODJ_TOKEN: "t0ken" },
      fails(5, new RegExp(`^The certificate of ${tls.host} is not trusted: it is self-signed\n.*--ca FILE`)),
    ))

  it("in plain text to a TLS port proposes https", () =>
    assertEnds(
      ["list", "--url", `http://${tls.host}`],
      env,
      fails(5, new RegExp(`^The connection to ${tls.host} was lost .*; perhaps the service needs https `)),
    ))

  it("over TLS to a port in plain text says that it does not use TLS", () =>
    assertEnds(
      ["list", "--url", `https://${plain.host}`],
      env,
      fails(
        5,
        new RegExp(`^Can't reach ${plain.host}: it does not use TLS, .*\nCheck that the address begins `),
      ),
    ))

  for (const command of ["list", "whoami"]) {
    it(`by ${command} without a sign-in ends with 3`, () =>
      assertEnds([command], env, fails(3, /^Not signed in\nRun `odj login`/)))
  }
})

describe.concurrent("A create", () => {
  const create = (path: string) => ["create", ...connectorFlags, "--url", `http://${plain.host}/${path}`]

  for (const path of ["redirect", "permanent-redirect", "proxy-credentials"]) {
    it(`that gets the response "${path}" created nothing`, () => assertEnds(create(path), env, fails(5, /./)))
  }

  // The negative control: these responses do not say that nothing was created.
  for (const path of ["login-page", "gateway", "gzip"]) {
    it(`that gets the response "${path}" has an unknown outcome`, () =>
      assertEnds(
        create(path),
        env,
        fails(6, /^It is unknown whether the connector was created: HTTP \d+ from /),
      ))
  }

  it("by an import stops at a redirect, with every row unsent", async () => {
    const file = join(folder, "rows.ndjson")
    const row = {
      displayName: "HQ",
      lastConnectionDateTime: "2026-07-31T12:00:00Z",
      state: "active",
      version: "6.2504.2001.8",
    }
    await writeFile(file, `${JSON.stringify(row)}\n`.repeat(3))
    await assertEnds(
      ["import", file, "--url", `http://${plain.host}/redirect`],
      env,
      fails(5, /^No usable response from the service: HTTP 302 from /),
    )
  })
})

const secret = "s3cret-of-the-application"

const asApplication = ["--client-secret", "--client-id", "1b2c3d4e-5f60-4718-9a0b-1c2d3e4f5a6b"]

const loginAt = (host: string, tenant: string, ...more: ReadonlyArray<string>) => [
  ...["login", "--url", `https://${host}/beta`, "--authority", `https://${host}`, "--tenant", tenant],
  ...more,
]

describe.concurrent("A sign-in", () => {
  const withSecret = { ...trusting, AZURE_CLIENT_SECRET: secret }

  const tenants: Record<string, Expected> = {
    "unknown.example": fails(2, /^There is no tenant unknown\.example \(AADSTS90002\)\n/),
    "contoso.example": fails(
      3,
      /^The sign-in failed or has expired: AADSTS7000215: Invalid client secret provided\. Trace ID: 7\nPut a valid secret .*AZURE_CLIENT_SECRET\.\n$/,
    ),
    "guest-network.example": fails(
      5,
      /: HTTP 200 from \S+: a web page, "Guest Wi-Fi: please log in", probably of a proxy or a login\n/,
    ),
    // The negative control of assertEnds: this response repeats the secret.
    "repeating.example": fails(5, /: HTTP 403 from \S+: Blocked: client_secret=\*\*\*/),
    "busy.example": fails(5, /: HTTP 429 from \S+: an empty body\n.*Try again in 33m 20s\.\n$/),
    "endless.example": fails(5, /^No usable response from the service: The response from \S+ is too long\n/),
    "blocked.example": fails(5, /: HTTP 403 from \S+: Blocked by policy\n/),
  }
  for (const [tenant, expected] of Object.entries(tenants)) {
    it(`to ${tenant} ends with ${expected.exitCode}, and says why`, () =>
      assertEnds(loginAt(entra.host, tenant, ...asApplication), withSecret, expected))
  }

  it("of a person to an unknown tenant ends with 2", () =>
    assertEnds(
      loginAt(entra.host, "unknown.example"),
      trusting,
      fails(2, /^There is no tenant unknown\.example/),
    ))

  it("to an issuer that is down ends with 5, and names its host", () =>
    assertEnds(
      loginAt(closed, "contoso.example"),
      env,
      fails(5, new RegExp(`^Can't reach ${closed}: the connection was refused\n`)),
    ))

  it("to an issuer with an untrusted certificate ends with 5, and names --ca", () =>
    assertEnds(
      loginAt(entra.host, "contoso.example", ...asApplication),
      { ...env, AZURE_CLIENT_SECRET: secret },
      fails(5, new RegExp(`^The certificate of ${entra.host} is not trusted: it is self-signed\n.*--ca`)),
    ))

  it("to an issuer that does not use TLS ends with 5", () =>
    assertEnds(
      loginAt(plain.host, "contoso.example"),
      env,
      fails(5, new RegExp(`^Can't reach ${plain.host}: it does not use TLS`)),
    ))

  const inputs: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, more: Record<string, string>, expected: Expected]
  > = [
    [
      "with a certificate that is missing",
      ["--client-id", "app", "--certificate", "/nope.pem"],
      {},
      fails(2, /^Can't read \/nope\.pem: no such file\n/),
    ],
    [
      "with a folder as its certificate",
      ["--client-id", "app", "--certificate", folder],
      {},
      fails(2, /^Can't read .*: it is a folder\n/),
    ],
    [
      "with a token file that is missing",
      ["--client-id", "app", "--workload-identity"],
      { AZURE_FEDERATED_TOKEN_FILE: "/nope/token" },
      fails(2, /^Can't read \/nope\/token: no such file\n/),
    ],
    [
      "through the Azure CLI, which is not installed",
      ["--azure-cli"],
      {},
      fails(2, /^The Azure CLI \(az\) is not installed, or not in PATH\n/),
    ],
    [
      "as a managed identity, outside of Azure",
      ["--managed-identity"],
      { AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://${closed}` },
      fails(5, /^Can't reach the endpoint for managed identities: /),
    ],
  ]
  for (const [title, args, more, expected] of inputs) {
    it(`${title} ends with ${expected.exitCode}`, () =>
      assertEnds(loginAt(entra.host, "contoso.example", ...args), { ...trusting, ...more }, expected))
  }

  it("with a PEM file that has no usable certificate or key ends with 2", async () => {
    const noCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    const noKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    for (const [name, text, problem] of [
      ["certificate.pem", certificate.cert, "FILE has no private key in PEM format"],
      ["key.pem", certificate.key, "FILE has no certificate in PEM format"],
      ["half.pem", `${certificate.cert}\n${noKey}`, "The private key in FILE can't be used: it must be "],
      // Its key is not RSA.
      [
        "both.pem",
        `${certificate.cert}\n${certificate.key}`,
        "The private key in FILE can't be used: it must be ",
      ],
      [
        "other-half.pem",
        noCertificate + certificate.key,
        "The certificate in FILE can't be read: is it complete",
      ],
    ] as const) {
      const file = join(folder, name)
      await writeFile(file, text)
      await assertEnds(
        loginAt(entra.host, "contoso.example", "--client-id", "app", "--certificate", file),
        trusting,
        fails(2, new RegExp(`^${problem.replace("FILE", file)}`)),
      )
    }
  })

  it("is ended by the words of the Azure CLI", async () => {
    const programs = await mkdtemp(join(folder, "programs-"))
    await writeFile(join(programs, "az"), "#!/bin/sh\necho 'ERROR: AADSTS70043: too old' >&2\nexit 1\n", {
      mode: 0o755,
    })
    await assertEnds(
      loginAt(entra.host, "contoso.example", "--azure-cli"),
      { ...trusting, PATH: `${programs}:/usr/bin:/bin` },
      fails(
        3,
        /^The sign-in failed or has expired: az: ERROR: AADSTS70043: too old\nRun `az login`, then try again\.\n$/,
      ),
    )
  })
})
