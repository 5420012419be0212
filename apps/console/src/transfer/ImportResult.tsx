/** How far an import is, and which rows were not created. */
import { CallLine } from "../ui/CallLine.tsx"
import { numberText } from "../ui/Counted.ts"
import type { ImportJob, NotCreated } from "./ImportJob.ts"
import { RowProblems } from "./RowProblems.tsx"

const textOf = ({ state }: NotCreated): string => {
  switch (state._tag) {
    case "Exists":
      return "A connector with this id already exists. It was not changed."
    case "Unknown":
      return "It may have been created: the response was lost. Look for it before you import it again."
    case "Failed":
      return state.message
  }
}

interface ImportResultProps {
  readonly job: ImportJob
  readonly name: string
  /** How many rows of the file are invalid. */
  readonly leftOut: number
}

export const ImportResult = ({ job, name, leftOut }: ImportResultProps) => {
  const { counts, isRunning, failure } = job.state.value
  const { Waiting, Created, Exists, Failed, Unknown } = counts
  const total = Waiting + Created + Exists + Failed + Unknown
  const notCreated = isRunning ? [] : job.notCreated()
  const facts = [
    [Created, "created"],
    [Exists, "already there"],
    [Failed, "failed"],
    [Unknown, "unknown"],
    [Waiting, isRunning ? "left" : "not sent"],
  ] as const
  return (
    <div class="stack">
      <p>
        <bdi>{name}</bdi>
      </p>
      <progress class="wide" aria-label="Rows imported" value={total - Waiting} max={total} />
      <div role="status">
        <ul class="plain outcomes">
          {facts.map(
            ([count, text]) =>
              (count > 0 || text === "created") && (
                <li key={text}>
                  <strong>{numberText(count)}</strong> {text}
                </li>
              ),
          )}
        </ul>
      </div>
      {failure !== undefined && (
        <p class="problem" role="alert">
          {failure} What is left can be sent when the server responds again: nothing is created twice.
        </p>
      )}
      <RowProblems title="Not created" rows={notCreated} textOf={textOf} />
      {leftOut > 0 && (
        <p class="faint">
          {numberText(leftOut)} {leftOut === 1 ? "row of the file has" : "rows of the file have"} problems and
          {leftOut === 1 ? " was" : " were"} left out.
        </p>
      )}
      <CallLine call={job.firstCall} />
    </div>
  )
}
