/** What `odj doctor` says: the findings by check, the worst first, each with its remedy and its connectors. */
import { checks, type FindingData, type Severity, severities } from "@odj/core/health"
import { useEffect, useRef } from "preact/hooks"
import { hrefOf, route } from "../route/Route.ts"
import { printed } from "../ui/Apostrophes.ts"
import { counted, numberText } from "../ui/Counted.ts"
import { SeverityBadge } from "../ui/SeverityBadge.tsx"
import type { Assessment, FindingGroup } from "./Assessment.ts"

const sum = ({ critical, warning, note }: Readonly<Record<Severity, number>>) => critical + warning + note

const titleOf = ({ check }: FindingGroup): string => {
  const { finds } = checks[check]
  return finds.charAt(0).toUpperCase() + finds.slice(1)
}

const FindingLine = ({ id, displayName, message }: FindingData) => {
  const name = displayName?.trim() ? displayName : id
  return (
    <li>
      {id === null ? (
        <em class="faint">no id</em>
      ) : (
        <a href={hrefOf({ section: "connectors", id })}>
          <bdi>{name}</bdi>
        </a>
      )}{" "}
      <span class="faint">
        <bdi>{message}</bdi>
      </span>
    </li>
  )
}

const Group = ({ group }: { readonly group: FindingGroup }) => {
  const { check, counts, worst } = group
  const ref = useRef<HTMLDetailsElement>(null)
  const isChosen = route.value.section === "health" && route.value.query.check === check
  useEffect(() => {
    if (!isChosen || ref.current === null) return
    ref.current.open = true
    ref.current.scrollIntoView({ block: "nearest" })
  }, [isChosen])
  const left = sum(counts) - worst.length
  return (
    <details class="finding card" ref={ref} data-check={check}>
      <summary>
        <h3>{titleOf(group)}</h3>
        <span class="line">
          {severities.map(
            (severity) =>
              counts[severity] > 0 && (
                <SeverityBadge key={severity} severity={severity}>
                  {counted(counts[severity], severity, severity === "critical" ? severity : undefined)}
                </SeverityBadge>
              ),
          )}
        </span>
      </summary>
      <p>
        <strong>What to do: </strong>
        {printed(checks[check].remedy)}
      </p>
      <ul>
        {worst.map((finding, index) => (
          <FindingLine key={finding.id ?? index} {...finding} />
        ))}
      </ul>
      {left > 0 && <p class="faint">And {numberText(left)} more. The command below lists all of them.</p>}
    </details>
  )
}

const summaryOf = ({ counts: { critical, warning, note }, affected, total }: Assessment): string => {
  const problems = critical + warning
  const connectors = counted(total, "connector")
  if (problems > 0) return `${counted(problems, "problem")} in ${numberText(affected)} of ${connectors}.`
  const healthy = `${connectors} ${total === 1 ? "is" : "are"} healthy`
  return note === 0 ? `${healthy}.` : `${healthy}, with ${counted(note, "note")}.`
}

export const Findings = ({ assessment }: { readonly assessment: Assessment }) => (
  <section class="stack" aria-labelledby="findings-title">
    <h2 id="findings-title">What the doctor says</h2>
    <p>{summaryOf(assessment)}</p>
    {assessment.groups.map((group) => (
      <Group key={group.check} group={group} />
    ))}
  </section>
)
