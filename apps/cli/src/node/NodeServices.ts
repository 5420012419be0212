/**
 * What the commands need of Node.js, of which no more is loaded than is used: standard input and output are here, and the
 * files and the terminal come when somebody asks for them.
 */
import { Effect, FileSystem, Layer, Path, PlatformError, Scope, Sink, Stdio, Stream, Terminal } from "effect"
import { ChildProcessSpawner } from "effect/process"

const failed = (method: string) => (cause: unknown) =>
  PlatformError.systemError({ module: "Stdio", method, _tag: "Unknown", cause })

/** Each piece is written when the one before has been taken, so that nothing is left to write at the end. */
const sinkTo = (method: "stdout" | "stderr") => () => {
  const write = (chunk: string | Uint8Array) =>
    Effect.callback<void, PlatformError.PlatformError>((resume) => {
      const stream = process[method]
      // Writing reports every error to its caller; without a listener it would end the process as well.
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

/** Commands read files as streams; those that write any have means of their own, for what they promise of them. */
const files = FileSystem.makeNoop({
  stream: (path) =>
    Stream.suspend(() =>
      Stream.fromAsyncIterable(process.getBuiltinModule("node:fs").createReadStream(path), failed("stream")),
    ),
})

/** Asks on standard error: standard output is for results. */
const terminal = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const whole = yield* Effect.promise(() => import("@effect/platform-node/NodeTerminal")).pipe(
    Effect.flatMap(({ make }) => make()),
    Scope.provide(scope),
    Effect.cached,
  )
  return Terminal.make({
    columns: Effect.sync(() => process.stderr.columns ?? 0),
    rows: Effect.sync(() => process.stderr.rows ?? 0),
    size: Effect.flatMap(whole, ({ size }) => size),
    readInput: Effect.flatMap(whole, ({ readInput }) => readInput),
    readLine: Effect.flatMap(whole, ({ readLine }) => readLine),
    display: (text) => Stream.run(Stream.make(text), stdio.stderr()),
  })
})

/** Every service that a command may ask for. No other program is started, though the commands' own type allows it. */
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
