/** Runs the program without a process, in a simulated environment. */
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
import type { Stores } from "../src/Commands.ts"
import { run } from "../src/Odj.ts"

export interface World {
  readonly env?: Record<string, string>
  readonly stdin?: Uint8Array | string
  readonly store?: Stores
  /** The failure of standard output after `takes` writes. */
  readonly outputFailure?: PlatformError.PlatformError
  readonly takes?: number
  /** Whether all streams are a terminal. */
  readonly terminal?: boolean
}

const textOf = (chunk: string | Uint8Array) =>
  Predicate.isString(chunk) ? chunk : new TextDecoder().decode(chunk)

/** Runs a command line, and returns its exit code and output. */
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

/** The errors of a command that is interrupted as soon as its store is called. */
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

/** A store with these connectors that several command lines share. */
export const storeOf = Effect.fnUntraced(function* (connectors: ReadonlyArray<NewDomainJoinConnector>) {
  const context = yield* Layer.build(MemoryConnectorStore.layer)
  yield* ConnectorStore.use(({ createMany }) => createMany(connectors)).pipe(Effect.provideContext(context))
  const stores: Stores = () => Layer.succeedContext(context)
  return stores
})

/** The connector of the reference's example. */
export const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  ...exampleConnector,
}

const flagOf = (name: string) =>
  name === "version"
    ? "--connector-version"
    : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The same connector as flags. */
export const seedFlags = Object.entries(exampleConnector).flatMap(([name, value]) => [
  flagOf(name),
  String(value),
])

export const inMemory = ["create", "--store", "memory"]
