/**
 * Spans, made only if a tracer records them. Effect's default tracer records none, and to make spans for it would take
 * longer than the rest of a request's work in this package.
 */
import { Effect, type Fiber, Tracer } from "effect"
import { HttpClient } from "effect/http"

const isTraced = (fiber: Fiber.Fiber<unknown, unknown>) => fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer

/** Wraps an operation in a span of that name. */
export const spanned =
  (name: string) =>
  <A, E, R>(operation: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => (isTraced(fiber) ? Effect.withSpan(operation, name) : operation))

const always = () => true

/** Lets the client make its span of a request, without sending trace headers to the service. */
export const traced = <A, E, R>(request: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) =>
    isTraced(fiber)
      ? Effect.provideService(request, HttpClient.TracerPropagationEnabled, false)
      : Effect.provideService(request, HttpClient.TracerDisabledWhen, always),
  )
