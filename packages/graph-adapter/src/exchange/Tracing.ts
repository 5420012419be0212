/**
 * Spans, where there is a tracer that takes them. Effect's own keeps none, and making them for it would take longer than
 * all else that is done here for a request.
 */
import { Effect, type Fiber, Tracer } from "effect"
import { HttpClient } from "effect/http"

const isTraced = (fiber: Fiber.Fiber<unknown, unknown>) => fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer

/** A span of the name around an operation. */
export const spanned =
  (name: string) =>
  <A, E, R>(operation: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => (isTraced(fiber) ? Effect.withSpan(operation, name) : operation))

const always = () => true

/** The client's span around a request, which does not tell the service of our traces. */
export const traced = <A, E, R>(request: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) =>
    isTraced(fiber)
      ? Effect.provideService(request, HttpClient.TracerPropagationEnabled, false)
      : Effect.provideService(request, HttpClient.TracerDisabledWhen, always),
  )
