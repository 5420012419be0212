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
  type ServiceReport,
  UnavailabilityReason,
} from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Duration, Effect, Layer } from "effect"
import { DatabaseUnusable } from "../../src/target/DatabaseUnusable.ts"
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

/** A list whose token can't be had, with the report of its issuer. */
const signingIn = (report: ServiceReport): Ask =>
  listing(new ConnectorStoreRefused({ report, reason: "SignInRequired" }))

const withJson = ([args, world]: Ask): Ask => [[...args, "-o", "json"], world]

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
        report: { message: "HTTP 500", clientRequestId: "c" },
      }),
    ),
    5,
    /: HTTP 500 \(client request c\)\n/,
  ],
  [getting(new ConnectorNotFound({ id: "7" })), 4, /^There is no connector with the id 7\n`odj list`/],
  [
    signingIn({ code: "AADSTS7000215", message: "Invalid client secret." }),
    3,
    /^The sign-in failed or has expired: AADSTS7000215: Invalid client secret\.\nPut a valid secret .* AZURE_CLIENT_SECRET\.$/,
  ],
  [
    signingIn({ code: "AADSTS50173", message: "The grant is expired." }),
    3,
    /^The sign-in failed or has expired: AADSTS50173: The grant is expired\.\nRun `odj login`/,
  ],
  [
    signingIn({ code: "authorization_declined", message: "AADSTS70018: no" }),
    3,
    /^The sign-in was declined\nRun `odj login` to try again\.$/,
  ],
  [
    signingIn({ code: "device_code_expired", message: "no" }),
    3,
    /^The code expired before anyone signed in with it\nRun `odj login` to get another code\.$/,
  ],
  [
    listing(
      new ConnectorStoreRefused({
        report: { code: "AADSTS90002", message: "There is no tenant contoso.test" },
        reason: "CredentialInvalid",
      }),
    ),
    2,
    /^There is no tenant contoso\.test \(AADSTS90002\)\nCheck the flags of `odj login`, such as --tenant and --certificate, and run it again\.$/,
  ],
  [
    listing(
      new ConnectorStoreRefused({ report: { message: "Can't read /a: why" }, reason: "CredentialInvalid" }),
    ),
    2,
    /^Can't read \/a: why\nCheck the flags of/,
  ],
  [
    listing(
      new ConnectorStoreRefused({
        report: { message: "The list is too long to be sorted" },
        reason: "ListTooLong",
      }),
    ),
    4,
    /^The list is too long to be sorted$/,
  ],
  [
    [["list", "--store", "memory", "--query", "length(`1`)"], {}],
    2,
    /^--query length\(`1`\) can't be applied: Invalid type: length\(\)/,
  ],
  [listing(new PageTokenInvalid()), 5, /^The list can't be continued\nRun the command again/],
]

/** The refusals whose meaning comes before the service's message. */
const refusals: Partial<Record<RefusalReason, readonly [exitCode: number, remedy: RegExp]>> = {
  SignInRequired: [3, /odj login/],
  PermissionMissing: [3, /DeviceManagementConfiguration\.ReadWrite\.All/],
  LicenseMissing: [4, /licence/],
  AddressUnknown: [4, /--url/],
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

  it("has a row here for each reason of a refusal", () =>
    assert.sameMembers(
      [...Object.keys(refusals), "CredentialInvalid", "ListTooLong"],
      [...RefusalReason.literals],
    ))

  for (const reason of UnavailabilityReason.literals) {
    it.effect(`explains ${reason}, prints a remedy, and exits with 5`, () =>
      Effect.gen(function* () {
        const report = { message: "Can't reach graph.test: why", host: "graph.test" }
        const failure = new ConnectorStoreUnavailable({ report, reason })
        const { err, exitCode } = yield* odj(...creating(failure))
        assert.strictEqual(exitCode, 5)
        const meaning = reason === "ResponseUnusable" ? "No usable response from the service: " : ""
        assert.match(err, new RegExp(`^${meaning}Can't reach graph\\.test: why\n[A-Z].*\\S$`))
        const json = yield* odj(...withJson(creating(failure)))
        assert.deepInclude(JSON.parse(json.err).error, { reason, host: "graph.test", exitCode: 5 })
      }),
    )
  }

  for (const [reason, [exitCode, remedy]] of Object.entries(refusals)) {
    it.effect(`explains ${reason}, prints the remedy, and exits with ${exitCode}`, () =>
      Effect.gen(function* () {
        const [args, world] = getting(
          new ConnectorStoreRefused({
            report: { message: "An error has occurred" },
            reason: reason as RefusalReason,
          }),
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
        message: 'Unknown state "paused". Use active, error or inactive',
      })
      assert.lengthOf(problems, Object.keys(exampleConnector).length)
    }),
  )
})
