/**
 * Asks for confirmation on a terminal before something is changed. Without a terminal, `--yes` is required.
 */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Option, Stdio, Stream } from "effect"
import { Flag } from "effect/cli"
import { Cancelled } from "../failures/Cancelled.ts"
import { readWidth } from "../output/Screen.ts"
import { fitLine } from "../text/FitLine.ts"
import { oneLine } from "../text/OneLine.ts"

export const yes = Flag.Boolean("yes").pipe(
  Flag.withAlias("y"),
  Flag.withDescription("Skip the confirmation; required if there is no terminal"),
  Flag.withDefault(false),
)

/** The line that a person types; none at the end of the input, such as after Ctrl-D. */
const readLine = Effect.gen(function* () {
  const { stdin } = yield* Stdio.Stdio
  return yield* stdin.pipe(Stream.decodeText(), Stream.splitLines, Stream.runHead)
})

const ask = Effect.fnUntraced(
  function* (lines: ReadonlyArray<string>, question: string) {
    const { stderr } = yield* Stdio.Stdio
    const write = (text: string) => Stream.run(Stream.make(text), stderr())
    const width = yield* readWidth
    const fitted = [...lines, `${question} [y/N]`].flatMap((line) => fitLine(oneLine(line), width - 1))
    yield* write(`${fitted.join("\n")} `)
    const answer = yield* readLine
    if (Option.isNone(answer)) yield* write("\n")
    return /^\s*y(es)?\s*$/i.test(Option.getOrElse(answer, () => ""))
  },
  Effect.orElseSucceed(() => false),
)

/** Whether to ask for confirmation. Fails with `UsageInvalid` if it is needed and there is no terminal. */
export const needsConfirmation = Effect.fnUntraced(function* (input: {
  readonly yes: boolean
  readonly dryRun: boolean
  /** Whether standard input is free for the answer. */
  readonly stdinIsFree: boolean
}) {
  if (input.yes || input.dryRun) return false
  const { stdinIsTerminal, stderrIsTerminal } = yield* Stdio.Stdio
  if (input.stdinIsFree && (yield* stdinIsTerminal) && (yield* stderrIsTerminal)) return true
  return yield* UsageInvalid.sentence("odj can't ask for confirmation without a terminal. Pass --yes.")
})

/** Asks the person at the terminal. Fails with `Cancelled` unless they say yes. */
export const confirm = Effect.fnUntraced(function* (lines: ReadonlyArray<string>, question: string) {
  if (!(yield* ask(lines, question))) return yield* new Cancelled()
})
