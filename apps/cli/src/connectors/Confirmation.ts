/**
 * Asks before something is changed: on a terminal a person, who is shown what it is about; elsewhere nobody can be
 * asked, and only `--yes` will do.
 */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Option, Stdio, Stream } from "effect"
import { Flag } from "effect/cli"
import { Cancelled } from "../failures/Cancelled.ts"
import { oneLine } from "../text/OneLine.ts"

export const yes = Flag.Boolean("yes").pipe(
  Flag.withAlias("y"),
  Flag.withDescription("Do it without asking; needed where there is no terminal to ask on"),
  Flag.withDefault(false),
)

/** The line that a person types, read from standard input as far as its end. */
const readLine = Effect.gen(function* () {
  const { stdin } = yield* Stdio.Stdio
  const line = yield* stdin.pipe(Stream.decodeText(), Stream.splitLines, Stream.runHead)
  return Option.getOrElse(line, () => "")
})

const ask = Effect.fnUntraced(
  function* (lines: ReadonlyArray<string>, question: string) {
    const { stderr } = yield* Stdio.Stdio
    const text = [...lines.map(oneLine), `${oneLine(question)} [y/N] `].join("\n")
    yield* Stream.run(Stream.make(text), stderr())
    return /^\s*y(es)?\s*$/i.test(yield* readLine)
  },
  Effect.orElseSucceed(() => false),
)

/** Whether a person is to be asked. Fails with `UsageInvalid` where that is so and nobody can be: before anything is sent. */
export const mustBeAsked = Effect.fnUntraced(function* (input: {
  readonly yes: boolean
  readonly dryRun: boolean
  /** Whether standard input is there for an answer. */
  readonly hasStdin: boolean
}) {
  if (input.yes || input.dryRun) return false
  const { stdinIsTerminal, stderrIsTerminal } = yield* Stdio.Stdio
  if (input.hasStdin && (yield* stdinIsTerminal) && (yield* stderrIsTerminal)) return true
  return yield* UsageInvalid.of("--yes", "Expected where there is no terminal to ask on")
})

/** Goes on only if the person at the terminal says yes. Fails with `Cancelled` otherwise. */
export const confirm = Effect.fnUntraced(function* (lines: ReadonlyArray<string>, question: string) {
  if (!(yield* ask(lines, question))) return yield* new Cancelled()
})
