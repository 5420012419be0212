/**
 * Runs the program as a process. The first signal interrupts it, the second ends it at once. The process ends when its
 * output is flushed, with the exit code that the program fails with, or 130 if it was interrupted.
 */
import { Cause, Effect, Exit, type Fiber, Runtime } from "effect"

const signals = ["SIGINT", "SIGTERM"] as const

const exitCodeOf = (exit: Exit.Exit<unknown, unknown>): number =>
  Exit.match(exit, {
    onSuccess: () => 0,
    onFailure: (cause) =>
      Cause.hasInterruptsOnly(cause) ? 130 : Runtime.getErrorExitCode(Cause.squash(cause)),
  })

/** Waits for a pipe to take the output: `process.exit` does not. */
const flushed = (stream: NodeJS.WriteStream) =>
  new Promise<void>((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve()
    else stream.write("", () => resolve())
  })

const end = async (exitCode: number) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  process.exit(exitCode)
}

/** Node.js 22 warns on standard error that its SQLite is experimental, which is of no use to a user of the program. */
const silenceSqliteWarning = () => {
  const { emitWarning } = process
  process.emitWarning = (...args: ReadonlyArray<unknown>) => {
    if (!String(args[0]).startsWith("SQLite is an experimental feature"))
      Reflect.apply(emitWarning, process, args)
  }
}

export const runMain = <E>(program: Effect.Effect<void, E>): void => {
  silenceSqliteWarning()
  const fiber: Fiber.Fiber<void, E> = Effect.runFork(program)
  // A fiber that only waits for another one does not keep the process alive.
  const keepAlive = setInterval(() => {}, 2 ** 31 - 1)
  const interrupt = (signal: NodeJS.Signals) => {
    // The terminal has written ^C after what is on the line.
    if (signal === "SIGINT" && process.stderr.isTTY) process.stderr.write("\n")
    for (const signal of signals) process.off(signal, interrupt)
    fiber.interruptUnsafe()
  }
  for (const signal of signals) process.on(signal, interrupt)
  fiber.addObserver((exit) => {
    for (const signal of signals) process.off(signal, interrupt)
    clearInterval(keepAlive)
    void end(exitCodeOf(exit))
  })
}
