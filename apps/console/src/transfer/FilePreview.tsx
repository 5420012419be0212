/** What an import of a file would create, and every problem with it. */
import { problemsLine } from "@odj/command-line/rows"
import { Result } from "effect"
import { useEffect, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { CallFailed } from "../api/CallFailed.ts"
import { CallLine } from "../ui/CallLine.tsx"
import { Check } from "../ui/Check.tsx"
import { counted, numberText } from "../ui/Counted.ts"
import { StateWord } from "../ui/StateWord.tsx"
import { existingIds, mostLookedUp } from "./ExistingIds.ts"
import type { FileContent } from "./ReadFile.ts"
import { More, mostShown, RowProblems } from "./RowProblems.tsx"

interface FilePreviewProps {
  readonly name: string
  readonly content: FileContent
  readonly ignoreUnknown: boolean
  readonly onIgnoreUnknown: (ignore: boolean) => void
  /** The request that is sent first, if any is. */
  readonly call: Call | undefined
}

const summaryOf = (valid: number, invalid: number): string => {
  if (valid + invalid === 0) return "has no rows."
  const created = valid === 0 ? "none can be created" : `${numberText(valid)} can be created`
  return `has ${counted(valid + invalid, "row")}: ${created}${invalid === 0 ? "" : `, ${numberText(invalid)} can’t`}.`
}

/** The ids that exist, or why they are not known; `undefined` while they are looked up. */
type Existing = Result.Result<ReadonlySet<string>, string> | undefined

const useExisting = (ids: ReadonlyArray<string>, content: FileContent): Existing => {
  const [existing, setExisting] = useState<Existing>()
  useEffect(() => {
    const closing = new AbortController()
    const { signal } = closing
    setExisting(undefined)
    existingIds(ids, signal)
      .then(Result.succeed, (error: unknown) => {
        if (!signal.aborted && !(error instanceof CallFailed)) throw error
        return Result.fail((error as CallFailed).message)
      })
      .then((found) => signal.aborted || setExisting(found))
    return () => closing.abort()
  }, [content])
  return existing
}

const existingText = (existing: Existing, count: number): string => {
  if (existing === undefined) return "Looking up which ids exist already."
  if (Result.isFailure(existing)) return `Which ids exist already is not known: ${existing.failure}`
  const { size } = existing.success
  const of = count > mostLookedUp ? `Of the first ${numberText(mostLookedUp)} ids` : "Of the ids"
  if (size === 0) return `${of}, none exists already.`
  return size === 1
    ? `${of}, 1 exists already. This connector will not be changed.`
    : `${of}, ${numberText(size)} exist already. These connectors will not be changed.`
}

export const FilePreview = ({ name, content, ignoreUnknown, onIgnoreUnknown, call }: FilePreviewProps) => {
  const { valid, invalid, unknownNames } = Result.getOrElse(content, () => ({
    valid: [],
    invalid: [],
    unknownNames: new Set<string>(),
  }))
  const ids = valid.flatMap(({ connector: { id } }) => (id === undefined ? [] : [id]))
  const existing = useExisting(ids, content)
  const isExisting = (id: string | undefined) =>
    id !== undefined && existing !== undefined && Result.isSuccess(existing) && existing.success.has(id)
  const hasUnknown =
    ignoreUnknown ||
    unknownNames.size > 0 ||
    (Result.isFailure(content) && content.failure.startsWith("Unknown column"))
  return (
    <div class="stack">
      {Result.isFailure(content) ? (
        <p class="problem" role="alert">
          <bdi>{name}</bdi> can’t be imported. {content.failure}.
        </p>
      ) : (
        <p role="status">
          <bdi>{name}</bdi> {summaryOf(valid.length, invalid.length)}
        </p>
      )}
      {ids.length > 0 && <p role="status">{existingText(existing, ids.length)}</p>}
      {hasUnknown && (
        <Check isOn={ignoreUnknown} onChange={onIgnoreUnknown}>
          Ignore unknown properties
          {unknownNames.size > 0 && `: ${Array.from(unknownNames).slice(0, 5).join(", ")}`}
        </Check>
      )}
      <RowProblems title="Problems" rows={invalid} textOf={({ problems }) => problemsLine(problems)} />
      {valid.length > 0 && (
        <details>
          <summary>What will be created</summary>
          <ul class="row-list">
            {valid.slice(0, mostShown).map(({ row, connector }) => (
              <li key={row}>
                <bdi>{connector.displayName ?? "no name"}</bdi> <StateWord state={connector.state} />{" "}
                <span class="faint">
                  {connector.version}
                  {connector.id !== undefined && `, id ${connector.id}`}
                </span>{" "}
                {isExisting(connector.id) && <span class="badge warn">exists already</span>}
              </li>
            ))}
          </ul>
          <More count={valid.length} />
        </details>
      )}
      {call && <CallLine call={call} />}
    </div>
  )
}
