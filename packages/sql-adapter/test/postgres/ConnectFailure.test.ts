import { assert, describe, it } from "@effect/vitest"
import { SqlError } from "effect/sql"
import { connectFailure, mayBeClear, refusesSettings } from "../../src/postgres/ConnectFailure.ts"

const error = (message: string, code?: string) =>
  new SqlError.SqlError({
    reason: new SqlError.ConnectionError({
      cause: Object.assign(new Error(message), code === undefined ? {} : { code }),
      operation: "connect",
    }),
  })

const busy = "it has no connection free"

describe("A failed connection to PostgreSQL", () => {
  const table: ReadonlyArray<readonly [message: string, code: string | undefined, clause: string]> = [
    ['password authentication failed for user "u"', "28P01", "it rejects the user or the password"],
    ["no pg_hba.conf entry", "28000", "its server does not let the user connect from here"],
    ['too many connections for role "u"', "53300", busy],
    ["too many", "53400", busy],
    ["the database system is starting up", "57P03", "its server is starting or stopping"],
    ["no schema has been selected to create in", "3F000", "the schema for its tables does not exist"],
    ["invalid value for parameter", "22023", "its server reports an error"],
    ["cache lookup failed", "XX000", "its server reports an error"],
    ["No username configured", undefined, "its URL has no user"],
    ["getaddrinfo", "ENOTFOUND", "the name of its host is unknown"],
    ["connect", "ECONNREFUSED", "its host refuses connections on that port"],
    ["connect", "ENOENT", "the folder that is its host has no socket of PostgreSQL"],
    ["self-signed", "SELF_SIGNED_CERT_IN_CHAIN", "the certificate of its server is not trusted"],
    ["expired", "CERT_HAS_EXPIRED", "the certificate of its server has expired, or is not valid yet"],
    ["altname", "ERR_TLS_CERT_ALTNAME_INVALID", "the certificate of its server is for another name"],
    ["Connection timed out", undefined, "its host does not respond in time"],
    ["Connection closed unexpectedly", undefined, "its server closes the connection"],
    ["something else", undefined, "it is unreachable"],
    ["something else", "ELSE", "it is unreachable"],
    ["no more connections allowed (max_client_conn)", "08P01", busy],
    ["query_wait_timeout", "08P01", busy],
    ['database "x" does not exist', "08P01", "its server has no database with that name"],
    ["password authentication failed", "08P01", "it rejects the user or the password"],
    ["server login has been failing", "08P01", "its pooler has no connection to its server"],
    ["unsupported startup parameter: options", "08P01", "its pooler refuses the parameter options"],
  ]
  for (const [message, code, clause] of table) {
    it(`with ${code ?? "no code"}, ${message}: ${clause}`, () => {
      assert.strictEqual(connectFailure(error(message, code)).clause, clause)
    })
  }

  it("may be a pooler that refuses a setting, or a server that has no TLS", () => {
    const setting = error("unsupported startup parameter: lock_timeout", "08P01")
    const options = error("unsupported startup parameter: options", "08P01")
    assert.deepStrictEqual([setting, options].map(refusesSettings), [true, false])
    const without = [error("The server does not support TLS"), error("no encryption", "28000")]
    assert.deepStrictEqual([...without, setting].map(mayBeClear), [true, true, false])
  })
})
