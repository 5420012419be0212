/** Why there is no connection to PostgreSQL, as a clause. It quotes nothing of the URL, because that may be secret. */
import type { UnavailabilityReason } from "@odj/core"
import { Predicate } from "effect"
import type { SqlError } from "effect/sql"

export interface ConnectFailure {
  /** What is wrong, as a clause about "the database" that anyone may read. */
  readonly clause: string
  readonly reason?: UnavailabilityReason
  /** What an operator can do. */
  readonly advice?: string
  /** Whether the server, its pooler or the user's limit has no connection free at the moment. */
  readonly isBusy?: true
}

const credentials: ConnectFailure = { clause: "it rejects the user or the password" }
const absent: ConnectFailure = { clause: "its server has no database with that name" }
const busy: ConnectFailure = {
  clause: "it has no connection free",
  advice: "make the pool smaller, or raise the limit of the server, of the user or of the pooler",
  isBusy: true,
}
const untrusted: ConnectFailure = {
  clause: "the certificate of its server is not trusted",
  reason: "CertificateUntrusted",
  advice:
    "name the file of its authority in sslrootcert=FILE, or in the environment variable NODE_EXTRA_CA_CERTS",
}

const timedOut: ConnectFailure = { clause: "its host does not respond in time", reason: "TimedOut" }
const lost: ConnectFailure = {
  clause: "its server closes the connection",
  reason: "ConnectionLost",
  advice: "see the log of the server, or of its pooler",
}

type Row = readonly [pattern: RegExp, failure: ConnectFailure]

/** By SQLSTATE or a code of Node.js or OpenSSL. The first row that matches counts. */
const byCode: ReadonlyArray<Row> = [
  [/^28P01$/, credentials],
  [
    /^28/,
    {
      clause: "its server does not let the user connect from here",
      advice: "see its pg_hba.conf, the rights of the user, and sslmode, sslcert and sslkey",
    },
  ],
  [/^3D000$/, absent],
  [/^53[34]00$/, busy],
  [/^55P03$/, { clause: "another session has locked its tables" }],
  [
    /^3F000$/,
    {
      clause: "the schema for its tables does not exist",
      advice: "see search_path in its URL and in the settings of the user",
    },
  ],
  [/^42501$/, { clause: "the user is not allowed to create tables in it" }],
  [/^25006$/, { clause: "it is read-only, as a standby is" }],
  [/^57P0/, { clause: "its server is starting or stopping" }],
  [/^(ENOTFOUND|EAI_\w+)$/, { clause: "the name of its host is unknown", reason: "NameNotResolved" }],
  [/^ECONNREFUSED$/, { clause: "its host refuses connections on that port", reason: "ConnectionRefused" }],
  [
    /^ENOENT$/,
    { clause: "the folder that is its host has no socket of PostgreSQL", reason: "ConnectionRefused" },
  ],
  [/^E(HOST|NET)(UNREACH|DOWN)$/, { clause: "there is no route to its host", reason: "NoRoute" }],
  [/^ETIMEDOUT$/, timedOut],
  [/^(ECONNRESET|EPIPE)$/, lost],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    {
      clause: "the certificate of its server has expired, or is not valid yet",
      reason: "CertificateExpired",
    },
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    {
      clause: "the certificate of its server is for another name",
      reason: "CertificateMismatch",
      advice: "use a name of the certificate in the URL, or sslmode=verify-ca with sslrootcert=FILE",
    },
  ],
  [/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+)$/, untrusted],
  [
    /^(EPROTO|ERR_SSL_\w+)$/,
    { clause: "its server refuses the TLS of this program", reason: "ProtocolMismatch" },
  ],
  [/^(\d|XX)[0-9A-Z]{3,4}$/, { clause: "its server reports an error", advice: "see the log of the server" }],
]

/** By the text of an error of the driver, which has no code. */
const ofDriver: ReadonlyArray<Row> = [
  [
    /^The server does not support TLS$/,
    { clause: "its server does not support TLS", reason: "ProtocolMismatch", advice: "see sslmode" },
  ],
  [/^No username configured$/, { clause: "its URL has no user" }],
  [/^The server requested password/, { clause: "it asks for a password, and its URL has none" }],
  [/^Connection timed out$/, timedOut],
  [/^Connection closed/, lost],
]

/** By the text of an error of a pooler, which has one code for everything. */
const ofPooler: ReadonlyArray<Row> = [
  [
    /^unsupported startup parameter.*\boptions\b/,
    {
      clause: "its pooler refuses the parameter options",
      advice:
        "remove it from the URL, or set ignore_startup_parameters = options in the pooler's configuration",
    },
  ],
  [/no more connections|too many|remaining connection slots|query_wait_timeout/i, busy],
  [/authentication failed|no such user|password/i, credentials],
  [/database .* does not exist|no such database/i, absent],
  [/./, { clause: "its pooler has no connection to its server", reason: "ConnectionRefused" }],
]

const unreachable: ConnectFailure = { clause: "it is unreachable" }

const textIn = (cause: unknown, property: "code" | "message") =>
  Predicate.hasProperty(cause, property) && Predicate.isString(cause[property]) ? cause[property] : ""

const found = (rows: ReadonlyArray<Row>, text: string) =>
  rows.find(([pattern]) => pattern.test(text))?.[1] ?? unreachable

/** Why a connection failed, or why a statement of the preparation did. */
export const connectFailure = ({ reason: { cause } }: SqlError.SqlError): ConnectFailure => {
  const [code, message] = [textIn(cause, "code"), textIn(cause, "message")]
  if (code === "") return found(ofDriver, message)
  return code === "08P01" ? found(ofPooler, message) : found(byCode, code)
}

/** Whether a pooler refuses the settings of a session, which are in the startup packet. */
export const refusesSettings = ({ reason: { cause } }: SqlError.SqlError): boolean =>
  /^unsupported startup parameter: \w+_timeout$/.test(textIn(cause, "message"))

/** Whether the server may be usable without TLS: it has none, or does not let the user connect with it. */
export const mayBeClear = ({ reason: { cause } }: SqlError.SqlError): boolean =>
  textIn(cause, "message") === "The server does not support TLS" ||
  /^(28000|EPROTO|ERR_SSL_\w+)$/.test(textIn(cause, "code"))
