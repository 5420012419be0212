/**
 * The services of Node.js that the commands need, loaded as late as possible: files and the terminal are loaded when they
 * are first used.
 */
import { Effect, FileSystem, Layer, Path, PlatformError, Scope, Sink, Stdio, Stream, Terminal } from "effect"
import { ChildProcessSpawner } from "effect/process"

const failed = (method: string) => (cause: unknown) =>
  PlatformError.systemError({ module: "Stdio", method, _tag: "Unknown", cause })

/** Writes each chunk after the stream has taken the previous chunk, so nothing is left to write at the end. */
const sinkTo = (method: "stdout" | "stderr") => () => {
  const write = (chunk: string | Uint8Array) =>
    Effect.callback<void, PlatformError.PlatformError>((resume) => {
      const stream = process[method]
      // Every error goes to the callback below; without a listener it would also end the process.
      if (stream.listenerCount("error") === 0) stream.on("error", () => {})
      stream.write(chunk, (error) => resume(error ? Effect.fail(failed(method)(error)) : Effect.void))
    })
  return Sink.forEach(write)
}

const stdio = Stdio.make({
  args: Effect.sync(() => process.argv.slice(2)),
  stdinIsTerminal: Effect.sync(() => process.stdin.isTTY === true),
  stdoutIsTerminal: Effect.sync(() => process.stdout.isTTY === true),
  stderrIsTerminal: Effect.sync(() => process.stderr.isTTY === true),
  stdin: Stream.suspend(() => Stream.fromAsyncIterable(process.stdin, failed("stdin"))),
  stdout: sinkTo("stdout"),
  stderr: sinkTo("stderr"),
})

/** Commands read files as streams. Those that write files use `@odj/command-line`. */
const files = FileSystem.makeNoop({
  stream: (path) =>
    Stream.suspend(() =>
      Stream.fromAsyncIterable(process.getBuiltinModule("node:fs").createReadStream(path), failed("stream")),
    ),
})

/** Prompts on standard error, since standard output is for results. */
const terminal = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const nodeTerminal = yield* Effect.promise(() => import("@effect/platform-node/NodeTerminal")).pipe(
    Effect.flatMap(({ make }) => make()),
    Scope.provide(scope),
    Effect.cached,
  )
  return Terminal.make({
    columns: Effect.sync(() => process.stdout.columns ?? process.stderr.columns ?? 0),
    rows: Effect.sync(() => process.stderr.rows ?? 0),
    size: Effect.flatMap(nodeTerminal, ({ size }) => size),
    readInput: Effect.flatMap(nodeTerminal, ({ readInput }) => readInput),
    readLine: Effect.flatMap(nodeTerminal, ({ readLine }) => readLine),
    display: (text) => Stream.run(Stream.make(text), stdio.stderr()),
  })
})

/** Every service that a command may use. The type of commands includes starting programs, which none does. */
export const layer = Layer.mergeAll(
  Layer.succeed(Stdio.Stdio, stdio),
  Layer.succeed(FileSystem.FileSystem, files),
  Layer.effect(Terminal.Terminal, terminal),
  Path.layer,
  Layer.succeed(
    ChildProcessSpawner.ChildProcessSpawner,
    ChildProcessSpawner.make(() => Effect.die("odj starts no program")),
  ),
)
