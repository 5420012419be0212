import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStore,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  type EntityFailure,
  IdempotencyKeyReused,
  type ListFailure,
  PageTokenInvalid,
  RefusalReason,
} from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Duration, Effect, Layer } from "effect"
import { DatabaseUnusable } from "../../src/failures/DatabaseUnusable.ts"
import { inMemory, odj, seedFlags, type World } from "../commandLine.ts"

type Ask = readonly [args: ReadonlyArray<string>, world: World]

const creating = (failure: CreateFailure): Ask => [
  [...inMemory, ...seedFlags],
  { store: () => Layer.mock(ConnectorStore, { create: () => failure }) },
]

const getting = (failure: EntityFailure): Ask => [
  ["get", "7", "--store", "memory"],
  { store: () => Layer.mock(ConnectorStore, { get: () => failure }) },
]

const listing = (failure: ListFailure): Ask => [
  ["list", "--store", "memory"],
  { store: () => Layer.mock(ConnectorStore, { list: () => failure }) },
]

/** A list whose token can't be had, with the message of the sign-in library. */
const signingIn = (message: string): Ask =>
  listing(new ConnectorStoreRefused({ report: { message }, reason: "SignInRequired" }))

const rows: ReadonlyArray<readonly [ask: Ask, exitCode: number, err: RegExp]> = [
  [
    creating(new ConnectorAlreadyExists({ id: "7" })),
    4,
    /^The id 7 is taken; nothing was created\nUse another id/,
  ],
  [
    creating(
      new ConnectorStoreRefused({ report: { code: "Forbidden", message: "No\nrule", requestId: "r" } }),
    ),
    4,
    /^The service refused the request: Forbidden: No\\u\{a\}rule \(request r\)$/,
  ],
  [
    creating(
      new ConnectorStoreThrottled({ report: { message: "Slow down" }, retryAfter: Duration.seconds(3) }),
    ),
    5,
    /^The service is too busy: Slow down\nNothing was changed. Try again in 3s\.$/,
  ],
  [
    creating(new ConnectorStoreThrottled({ report: { message: "Slow down" } })),
    5,
    /^The service is too busy: Slow down\nNothing was changed. Try again later\.$/,
  ],
  [
    creating(new ConnectorStoreUnavailable({ report: { message: "HTTP 404, text/html" } })),
    5,
    /^No usable response from the service: HTTP 404, text\/html\nTry again/,
  ],
  [
    creating(new ConnectorStoreUnavailable({ report: { message: "getaddrinfo ENOTFOUND graph.test" } })),
    5,
    /^Can't reach graph\.test: the name could not be resolved\nCheck the address and the network/,
  ],
  [
    creating(new ConnectorStoreUnavailable({ report: { message: "connect ETIMEDOUT [::1]:443" } })),
    5,
    /^Can't reach \[::1\]:443: the connection timed out\nCheck/,
  ],
  [
    creating(
      new ConnectorStoreUnavailable({
        report: {
          message:
            "self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca",
        },
      }),
    ),
    5,
    /^The certificate of the service is not trusted: self-signed certificate\nIf .* NODE_EXTRA_CA_CERTS/,
  ],
  [
    creating(new ConnectorStoreUnavailable({ report: { message: "connect EMFILE 127.0.0.1:1" } })),
    5,
    /^No usable response from the service: connect EMFILE/,
  ],
  [
    creating(
      new ConnectorStoreUnavailable({ report: { message: "It is busy" }, retryAfter: Duration.seconds(3) }),
    ),
    5,
    /^The service is unavailable: It is busy\nNothing was changed. Try again in 3s\.$/,
  ],
  [
    creating(
      new CreateOutcomeUnknown({
        report: { message: "HTTP 504", requestId: "r", clientRequestId: "c", activityId: "a" },
      }),
    ),
    6,
    /^It is unknown whether the connector was created: HTTP 504 \(request r, client request c, activity a\)\nLook for it with `odj list`/,
  ],
  [
    creating(new ConnectorStoreFull({ report: { message: "The disk is full" } })),
    5,
    /^The service or database is full: The disk is full\nNothing was changed. Free/,
  ],
  [
    creating(new IdempotencyKeyReused({ key: "k1" })),
    4,
    /^The key k1 was already used for another connector; nothing was created\n/,
  ],
  [creating(new CreateInProgress({ key: "k1" })), 5, /^A create with the key k1 is in flight\nTry again/],
  [
    [
      ["list", "--store", "sqlite:/var/odj.db"],
      {
        store: () =>
          Layer.effect(
            ConnectorStore,
            new DatabaseUnusable({ address: "/var/odj.db", reason: "it is a folder" }),
          ),
      },
    ],
    5,
    /^Can't use the database \/var\/odj\.db: it is a folder$/,
  ],
  [
    getting(
      new ConnectorStoreUnavailable({
        report: { message: "HTTP 500", requestId: "c", clientRequestId: "c" },
      }),
    ),
    5,
    /: HTTP 500 \(request c\)\n/,
  ],
  [getting(new ConnectorNotFound({ id: "7" })), 4, /^There is no connector with the id 7\n`odj list`/],
  [
    listing(new ConnectorStoreRefused({ report: { code: "ResourceNotFound", message: "nope" } })),
    4,
    /^The service refused the request: ResourceNotFound: nope\nIf you gave --url, check it: it ends in the version/,
  ],
  [
    listing(new ConnectorStoreRefused({ report: { message: "HTTP 404, text/html" } })),
    4,
    /^The service refused the request: HTTP 404, text\/html\nIf you gave --url, check it/,
  ],
  [
    listing(new ConnectorStoreUnavailable({ report: { message: "HTTP 302, no content type" } })),
    5,
    /^No usable response from the service: HTTP 302, no content type\nCheck --url and the proxy: /,
  ],
  [
    listing(new ConnectorStoreUnavailable({ report: { message: "HTTP 200, text/html; charset=utf-8" } })),
    5,
    /^No usable response from the service: HTTP 200, .*\nCheck --url and the proxy: /,
  ],
  [
    listing(new ConnectorStoreUnavailable({ report: { message: "HTTP 502, text/html" } })),
    5,
    /^No usable response from the service: HTTP 502, .*\nTry again\./,
  ],
  [
    signingIn("network_error: See https://aka.ms/msal.js.errors#network_error for details"),
    3,
    /^The sign-in service can't be reached, or its certificate is not trusted \(network_error\)\nCheck the network, /,
  ],
  [
    signingIn("endpoints_resolution_error: See https://aka.ms/ for details"),
    3,
    /^The sign-in service .*, or it does not know the tenant \(endpoints_resolution_error\)\nCheck the tenant, /,
  ],
  [
    signingIn("ENOENT: no such file or directory, open '/etc/odj/app.pem'"),
    3,
    /^The sign-in failed: can't read \/etc\/odj\/app\.pem: no such file\nPut the file there, or run `odj login`/,
  ],
  [
    signingIn("EISDIR: illegal operation on a directory, read '/etc'"),
    3,
    /^The sign-in failed: can't read \/etc: it is a folder\n/,
  ],
  [
    signingIn("The file at the specified path does not contain a PEM-encoded certificate."),
    3,
    /^The sign-in failed: the PEM file has no certificate\nRun `odj login` with a PEM file that has the certificate /,
  ],
  [
    [["list", "--store", "memory", "--query", "length(`1`)"], {}],
    2,
    /^--query length\(`1`\) can't be applied: Invalid type: length\(\)/,
  ],
  [listing(new PageTokenInvalid()), 5, /^The service refused to continue the list\nRun the command again/],
]

const refusals: Record<RefusalReason, readonly [exitCode: number, remedy: RegExp]> = {
  SignInRequired: [3, /odj login/],
  PermissionMissing: [3, /DeviceManagementConfiguration\.ReadWrite\.All/],
  LicenseMissing: [4, /licence/],
  OperationNotOffered: [4, /Intune admin center/],
  DeletionNotOffered: [4, /after 30 days/],
}

describe("A failure", () => {
  for (const [[args, world], exitCode, expected] of rows) {
    it.effect(`exits with ${exitCode}, and prints ${expected.source}`, () =>
      Effect.gen(function* () {
        const { out, err, ...ended } = yield* odj(args, world)
        assert.strictEqual(ended.exitCode, exitCode)
        assert.match(err, expected)
        assert.strictEqual(out, "")
      }),
    )
  }

  for (const reason of RefusalReason.literals) {
    const [exitCode, remedy] = refusals[reason]
    it.effect(`explains ${reason}, prints the remedy, and exits with ${exitCode}`, () =>
      Effect.gen(function* () {
        const [args, world] = getting(
          new ConnectorStoreRefused({ report: { message: "An error has occurred" }, reason }),
        )
        const { err, ...ended } = yield* odj(args, world)
        const [meaning = "", help = ""] = err.split("\n")
        assert.strictEqual(ended.exitCode, exitCode)
        assert.match(meaning, /: An error has occurred$/)
        assert.match(help, remedy)
      }),
    )
  }

  it.effect("is JSON on standard error with JSON output", () =>
    Effect.gen(function* () {
      const [args, world] = getting(
        new ConnectorStoreRefused({
          report: {
            code: "Forbidden",
            message: "No\u001b[31m",
            requestId: "r",
            clientRequestId: "c",
            activityId: "a",
          },
          reason: "PermissionMissing",
        }),
      )
      const { out, err } = yield* odj([...args, "-o", "json"], world)
      const { message, remedy, ...error } = JSON.parse(err).error
      assert.deepStrictEqual(error, {
        code: "ConnectorStoreRefused",
        reason: "PermissionMissing",
        serviceCode: "Forbidden",
        requestId: "r",
        clientRequestId: "c",
        activityId: "a",
        exitCode: 3,
      })
      assert.include(message, "No\u001b[31m")
      assert.include(remedy, "role in Intune")
      assert.notInclude(err, "\u001b")
      assert.strictEqual(out, "")
    }),
  )

  it.effect("names every problem with the input in JSON", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj([...inMemory, "--output=json", "--state", "paused"])
      const { problems, ...error } = JSON.parse(err).error
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(error.exitCode, 2)
      assert.deepInclude(problems, {
        path: ["--state"],
        message: 'Expected "active" | "error" | "inactive"',
      })
      assert.lengthOf(problems, Object.keys(exampleConnector).length)
    }),
  )
})
