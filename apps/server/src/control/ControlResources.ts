/** What is below the path of the control: for each resource, what each method does. */
import type { NewDomainJoinConnectorInput, Problem } from "@odj/domain"
import { type Duration, Effect, type Result } from "effect"
import type { TimeInvalid } from "../clock/ClockTime.ts"
import type { Snapshot } from "../double/Snapshot.ts"
import type { TestDouble } from "../double/TestDouble.ts"
import type { Fault } from "../faults/Fault.ts"
import { faultSchema } from "../faults/FaultSchema.ts"
import { presetNames, presets } from "../faults/Presets.ts"
import type { Failure } from "../graph/Failure.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { ControlledServer } from "../server/HttpControl.ts"
import { readValue, readValues } from "./ControlBody.ts"
import { controlHeaders } from "./ControlEntrance.ts"
import {
  bodyTooLarge,
  type ControlFailure,
  faultUnknown,
  inputInvalid,
  requestUnknown,
  storeFailed,
  streamsFull,
} from "./ControlFailure.ts"
import { readClockChange, readNoQuery, readRequestQuery, readTenant } from "./ControlInput.ts"
import { makeEvents } from "./Events.ts"
import { makeStatus, type ServerFacts } from "./Status.ts"
import { makeToken, readTokenRequest } from "./Tokens.ts"

/** The double that is controlled. */
export type ControlledDouble = Pick<TestDouble, "controls" | "ledger" | "changes" | "deleteAll">

/** A request for a resource. */
export interface ControlCall {
  readonly request: HttpRequest
  /** The address of the server, as the client used it. */
  readonly origin: string
  /** The part of the URL after `?`. */
  readonly query: string
  /** The part of the path that stands for `{id}`, still percent-encoded. */
  readonly id: string
}

type Responding = Effect.Effect<HttpResponse, ControlFailure>

export type ControlMethods = Readonly<Record<string, (call: ControlCall) => Responding>>

/** The methods of each resource, by its path below the control's own. */
export type ControlResources = Readonly<Record<string, ControlMethods>>

const noContent: HttpResponse = { status: 204, headers: controlHeaders }

export const controlJson = (status: number, value: unknown, type = "application/json"): HttpResponse => ({
  status,
  headers: { ...controlHeaders, "Content-Type": type },
  body: JSON.stringify(value),
})

/** What a control fails with: problems with its input, or a failure of the store. */
type Failed = { readonly problems: ReadonlyArray<Problem> } | Failure

const accepted = <A>(effect: Effect.Effect<A, Failed>) =>
  Effect.mapError(effect, (failure) =>
    "problems" in failure ? inputInvalid(failure.problems) : storeFailed(failure),
  )

/** The headers of a stream of events. Without the last one, nginx would collect them. */
const eventHeaders = { ...controlHeaders, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" }

export const controlResources = (
  double: ControlledDouble,
  facts: ServerFacts,
  server: ControlledServer,
): ControlResources => {
  const { controls, ledger, deleteAll } = double
  const events = makeEvents(double)
  const status = makeStatus(facts, double.ledger, server)

  /** Does what the request asks for, unless its query is invalid. */
  const withQuery =
    <A>(
      read: (query: string) => Result.Result<A, ControlFailure>,
      respond: (read: A, call: ControlCall) => Responding,
    ) =>
    (call: ControlCall): Responding =>
      Effect.flatMap(Effect.fromResult(read(call.query)), (value) => respond(value, call))

  const plainly = (respond: (call: ControlCall) => Responding) =>
    withQuery(readNoQuery, (_, call) => respond(call))

  const get = (make: () => HttpResponse) => plainly(() => Effect.sync(make))

  /** Responds without a body. */
  const run = (effect: Effect.Effect<void, ControlFailure>) => Effect.as(effect, noContent)

  const clock = () =>
    controlJson(200, { time: controls.clock.now().toISOString(), offset: controls.clock.offset() })

  return {
    faults: {
      GET: get(() => controlJson(200, controls.faults())),
      // The controls check their input, so it may be anything here.
      POST: plainly(({ request }) =>
        Effect.fromResult(readValues(request)).pipe(
          Effect.flatMap((faults) => accepted(controls.fail(faults as Fault | ReadonlyArray<Fault>))),
          Effect.map((armed) => controlJson(201, armed)),
        ),
      ),
      DELETE: plainly(() => run(controls.disarm())),
    },
    "faults/{id}": {
      DELETE: plainly(({ id }) =>
        Effect.suspend(() => {
          const armed = controls.faults().find((fault) => encodeURIComponent(fault.id) === id)
          return armed === undefined ? faultUnknown(id) : run(controls.disarm(armed.id))
        }),
      ),
    },
    presets: {
      GET: get(() =>
        controlJson(
          200,
          presetNames.map((name) => ({ name, ...presets[name] })),
        ),
      ),
    },
    requests: {
      GET: withQuery(readRequestQuery, ({ query, last }) =>
        Effect.sync(() => {
          const requests = controls.requests(query)
          return controlJson(200, {
            dropped: requests.dropped,
            requests: requests.slice(Math.max(0, requests.length - last)),
          })
        }),
      ),
      DELETE: plainly(() => run(Effect.sync(() => controls.forget()))),
    },
    "requests/{id}": {
      GET: plainly(({ id }) =>
        Effect.suspend(() => {
          const request = /^\d{1,15}$/.test(id) ? ledger.request(Number(id)) : undefined
          return request === undefined ? requestUnknown(id) : Effect.succeed(controlJson(200, request))
        }),
      ),
    },
    events: {
      GET: plainly(({ request }) =>
        Effect.suspend((): Responding => {
          // The client is still sending it, and would not read the events.
          if (request.body === undefined) return bodyTooLarge
          if (events.isFull()) return streamsFull
          const stream = events.streamAfter(request.headers["last-event-id"])
          return Effect.succeed({ status: 200, headers: eventHeaders, stream })
        }),
      ),
    },
    clock: {
      GET: get(clock),
      PATCH: plainly(({ request }) =>
        Effect.gen(function* () {
          const json = yield* Effect.fromResult(readValue(request))
          const { advance, time } = yield* Effect.fromResult(readClockChange(json))
          const path = [time === undefined ? "advance" : "time"]
          yield* accepted(
            Effect.try({
              try: () => {
                if (advance !== undefined) controls.clock.advance(advance as Duration.Input)
                if (time !== undefined) controls.clock.set(time)
              },
              catch: (error) => ({ problems: [{ path, message: (error as TimeInvalid).message }] }),
            }),
          )
          return clock()
        }),
      ),
    },
    connectors: {
      POST: withQuery(readTenant, ({ tenant }, { request }) =>
        Effect.gen(function* () {
          const connectors = [yield* Effect.fromResult(readValues(request))].flat()
          yield* accepted(controls.seed(connectors as ReadonlyArray<NewDomainJoinConnectorInput>, { tenant }))
          return controlJson(201, { created: connectors.length })
        }),
      ),
      DELETE: withQuery(readTenant, ({ tenant }) => run(accepted(deleteAll(tenant)))),
    },
    snapshot: {
      GET: plainly(() => Effect.map(accepted(controls.snapshot), (snapshot) => controlJson(200, snapshot))),
      PUT: plainly(({ request }) =>
        Effect.flatMap(Effect.fromResult(readValue(request)), (snapshot) =>
          run(accepted(controls.restore(snapshot as Snapshot))),
        ),
      ),
    },
    reset: { POST: plainly(() => run(accepted(controls.reset))) },
    tokens: {
      POST: plainly(({ request, origin }) =>
        Effect.gen(function* () {
          const json = yield* Effect.fromResult(readValue(request))
          const tokenRequest = yield* Effect.fromResult(readTokenRequest(json))
          return controlJson(201, yield* makeToken(server.issuer, origin, tokenRequest))
        }),
      ),
    },
    status: {
      GET: plainly(({ origin }) => Effect.map(status(origin), (shown) => controlJson(200, shown))),
    },
    schema: {
      GET: get(() => controlJson(200, faultSchema(), "application/schema+json")),
    },
  }
}
