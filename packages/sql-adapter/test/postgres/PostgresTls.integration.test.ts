/** What each `sslmode` accepts: servers with TLS and without, whose certificates are from a private authority. */
import { assert, describe, it } from "@effect/vitest"
import { type ServerTls, startLocalPostgres } from "@odj/throwaway-postgres"
import { Effect, Redacted } from "effect"
import { hasOpenssl, makeAuthority } from "./Authority.ts"
import { connect, open } from "./PostgresServer.ts"

if (!hasOpenssl) console.log("The tests of TLS to PostgreSQL are skipped: openssl is missing.")

const server = (tls?: ServerTls) =>
  Effect.acquireRelease(
    Effect.promise(() => startLocalPostgres({ durable: false, ...(tls && { tls }) })),
    (postgres) => Effect.promise(() => postgres.stop()),
  )

const withParameters = (url: string, parameters: Readonly<Record<string, string>>) => {
  const changed = new URL(url)
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value)
  return Redacted.make(changed.href)
}

/** Whether the store's session is encrypted, or why it is refused. */
const outcome = Effect.fnUntraced(function* (url: string, parameters: Readonly<Record<string, string>>) {
  return yield* Effect.gen(function* () {
    const database = yield* open(withParameters(url, parameters))
    assert.isTrue(yield* database.isReady)
    const sql = yield* connect(withParameters(url, { sslmode: "disable" }))
    const [row] = yield* sql<{ encrypted: boolean }>`SELECT bool_and(ssl) AS encrypted
      FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'odj'`
    return row?.encrypted === true ? "TLS" : "in clear"
  }).pipe(
    Effect.scoped,
    Effect.catchTag("DatabaseRefused", ({ message }) => Effect.succeed(message)),
  )
})

type Case = readonly [parameters: Readonly<Record<string, string>>, expected: string | RegExp]

const checkAll = Effect.fnUntraced(function* (url: string, cases: ReadonlyArray<Case>) {
  for (const [parameters, expected] of cases) {
    const found = yield* outcome(url, parameters)
    const title = JSON.stringify(parameters)
    if (typeof expected === "string") assert.strictEqual(found, expected, title)
    else assert.match(found, expected, title)
  }
})

const untrusted = /^the certificate of its server is not trusted: .*sslrootcert=FILE.*NODE_EXTRA_CA_CERTS/
const otherName = /^the certificate of its server is for another name/
const noTls = /^its server does not support TLS/

describe.skipIf(!hasOpenssl)("A server with TLS", () => {
  it.live("is used as sslmode says, with its authority, another one, and none", () =>
    Effect.gen(function* () {
      const authority = yield* makeAuthority
      const { file: another } = yield* makeAuthority
      const { url } = yield* server(authority.sign("IP:127.0.0.1"))
      const { file } = authority
      yield* checkAll(url, [
        [{}, "TLS"],
        [{ sslmode: "disable" }, "in clear"],
        [{ sslmode: "allow" }, "TLS"],
        [{ sslmode: "prefer" }, "TLS"],
        [{ sslmode: "require" }, "TLS"],
        [{ sslmode: "verify-ca" }, untrusted],
        [{ sslmode: "verify-full" }, untrusted],
        [{ sslrootcert: "system" }, untrusted],
        ...["require", "verify-ca", "verify-full"].flatMap(
          (sslmode): ReadonlyArray<Case> => [
            [{ sslmode, sslrootcert: file }, "TLS"],
            [{ sslmode, sslrootcert: another }, untrusted],
          ],
        ),
        [{ sslrootcert: file }, "TLS"],
        [{ sslrootcert: another }, untrusted],
      ])
    }),
  )

  it.live("whose certificate is for another name is refused with verify-full only", () =>
    Effect.gen(function* () {
      const { file, sign } = yield* makeAuthority
      const { url } = yield* server(sign("DNS:db.contoso.test"))
      yield* checkAll(url, [
        [{ sslmode: "require", sslrootcert: file }, "TLS"],
        [{ sslmode: "verify-ca", sslrootcert: file }, "TLS"],
        [{ sslmode: "verify-full", sslrootcert: file }, otherName],
        [{ sslrootcert: file }, otherName],
      ])
    }),
  )

  it.live("may ask for the certificate of the client", () =>
    Effect.gen(function* () {
      const { file, text, sign } = yield* makeAuthority
      const { url } = yield* server({ ...sign("IP:127.0.0.1"), clientAuthority: text })
      const { certificateFile: sslcert, keyFile: sslkey } = sign("DNS:client")
      const stranger = (yield* makeAuthority).sign("DNS:client")
      const opened = (parameters: Readonly<Record<string, string>>) =>
        Effect.scoped(Effect.result(open(withParameters(url, { sslrootcert: file, ...parameters }))))
      assert.strictEqual((yield* opened({ sslcert, sslkey }))._tag, "Success")
      assert.strictEqual((yield* opened({}))._tag, "Failure")
      const other = { sslcert: stranger.certificateFile, sslkey: stranger.keyFile }
      assert.strictEqual((yield* opened(other))._tag, "Failure")
    }),
  )
})

describe("A server without TLS", () => {
  it.live("is used in clear only if sslmode lets it", () =>
    Effect.gen(function* () {
      const { url } = yield* server()
      yield* checkAll(url, [
        [{}, "in clear"],
        [{ sslmode: "disable" }, "in clear"],
        [{ sslmode: "allow" }, "in clear"],
        [{ sslmode: "prefer" }, "in clear"],
        [{ sslmode: "require" }, noTls],
        [{ sslmode: "verify-ca" }, noTls],
        [{ sslmode: "verify-full" }, noTls],
      ])
    }),
  )
})
