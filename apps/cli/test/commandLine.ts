/** The program without a process: a command line, and what the world around it is like. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConnectorStore } from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import {
  ConfigProvider,
  Deferred,
  Effect,
  Fiber,
  Layer,
  type PlatformError,
  Predicate,
  Result,
  Runtime,
  Sink,
  Stdio,
  Stream,
} from "effect"
import { TestConsole } from "effect/testing"
import { run, type Stores } from "../src/Odj.ts"

export interface World {
  readonly env?: Record<string, string>
  readonly stdin?: Uint8Array | string
  readonly store?: Stores
  /** What standard output fails with, once it has taken so many pieces. */
  readonly outputFailure?: PlatformError.PlatformError
  readonly takes?: number
  /** Whether all of it is a terminal. */
  readonly terminal?: boolean
}

const textOf = (chunk: string | Uint8Array) =>
  Predicate.isString(chunk) ? chunk : new TextDecoder().decode(chunk)

/** Runs a command line; answers its exit code and what it wrote. */
export const odj = (
  args: ReadonlyArray<string>,
  {
    env = {},
    stdin = "",
    store = () => MemoryConnectorStore.layer,
    outputFailure,
    takes = 0,
    terminal = false,
  }: World = {},
) => {
  const out: Array<string> = []
  const err: Array<string> = []
  const write = (chunk: string | Uint8Array) =>
    outputFailure === undefined || out.length < takes
      ? Effect.sync(() => out.push(textOf(chunk)))
      : Effect.fail(outputFailure)
  const say = (chunk: string | Uint8Array) => Effect.sync(() => err.push(textOf(chunk)))
  const isTerminal = Effect.succeed(terminal)
  const stdio = Stdio.layerTest({
    stdin: Stream.make(Predicate.isString(stdin) ? new TextEncoder().encode(stdin) : stdin),
    stdout: () => Sink.forEach(write),
    stderr: () => Sink.forEach(say),
    stdinIsTerminal: isTerminal,
    stdoutIsTerminal: isTerminal,
    stderrIsTerminal: isTerminal,
  })
  return Effect.gen(function* () {
    const result = yield* Effect.result(run("1.2.3", store)(args))
    return {
      exitCode: Result.isFailure(result) ? result.failure[Runtime.errorExitCode] : 0,
      out: (yield* TestConsole.logLines).join("\n") + out.join(""),
      err: [...err, ...(yield* TestConsole.errorLines)].join("\n"),
    }
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        stdio,
        ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
        Layer.fresh(TestConsole.layer),
      ).pipe(Layer.provideMerge(NodeServices.layer)),
    ),
  )
}

/** What a command line says when it is interrupted as soon as its store has been asked. */
export const errorsWhenInterrupted = (
  args: ReadonlyArray<string>,
  store: (asked: Effect.Effect<unknown>) => Partial<ConnectorStore["Service"]>,
) =>
  Effect.gen(function* () {
    const asked = yield* Deferred.make<void>()
    const stores = () => Layer.mock(ConnectorStore, store(Deferred.succeed(asked, undefined)))
    const fiber = yield* Effect.forkChild(run("1.2.3", stores)([...args, "--store", "memory"]))
    yield* Deferred.await(asked)
    yield* Fiber.interrupt(fiber)
    return (yield* TestConsole.errorLines).join("\n")
  }).pipe(Effect.provide([NodeServices.layer, Layer.fresh(TestConsole.layer)]))

/** A store with these connectors in it, which a later command line finds as the one before has left it. */
export const storeOf = Effect.fnUntraced(function* (connectors: ReadonlyArray<NewDomainJoinConnector>) {
  const context = yield* Layer.build(MemoryConnectorStore.layer)
  yield* ConnectorStore.use(({ createMany }) => createMany(connectors)).pipe(Effect.provideContext(context))
  const stores: Stores = () => Layer.succeedContext(context)
  return stores
})

/** As the reference's example has it. */
export const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  ...exampleConnector,
}

const flagOf = (name: string) =>
  name === "version"
    ? "--connector-version"
    : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The same as flags. */
export const seedFlags = Object.entries(exampleConnector).flatMap(([name, value]) => [
  flagOf(name),
  String(value),
])

export const inMemory = ["create", "--store", "memory"]
