/** What is known of a connector, in words: its properties, its heartbeat, and what `odj doctor` finds. */
import { type DomainJoinConnector, heartbeat } from "@odj/domain"
import { Duration } from "effect"
import { now } from "../api/Now.ts"
import { durationText } from "../ui/AgeText.ts"
import { printed } from "../ui/Apostrophes.ts"
import { counted } from "../ui/Counted.ts"
import { Fact } from "../ui/Fact.tsx"
import { SeverityBadge } from "../ui/SeverityBadge.tsx"
import { StateWord } from "../ui/StateWord.tsx"
import { propertyCell, shownNames } from "./ConnectorColumns.tsx"
import { findingsOf } from "./ConnectorFindings.ts"
import { serverTime } from "./ConnectorTime.ts"
import { propertyTitles } from "./PropertyTitles.ts"

const Findings = ({ connector }: { readonly connector: DomainJoinConnector }) => {
  // The age is counted from this moment. The page's own time, which moves every ten seconds, says when to count again.
  void now.value
  const time = serverTime()
  if (time === undefined) return null
  const { age, expected, removalDate, daysLeft = 0 } = heartbeat(connector, time)
  const findings = findingsOf(connector, time)
  const silence =
    age === undefined
      ? "It has never contacted Intune."
      : Duration.isNegative(age)
        ? `Its last contact is ${durationText(Duration.abs(age))} in the future.`
        : `It has been silent for ${durationText(age)}.`
  return (
    <>
      <p>
        {silence} By Intune’s rules its state is <StateWord state={expected} />
        {removalDate === undefined
          ? "."
          : daysLeft < 0
            ? `, and Intune should have removed it on ${removalDate}.`
            : `, and Intune removes it from ${removalDate} on, in ${counted(daysLeft, "day")}.`}
      </p>
      {findings.length > 0 && (
        <ul class="plain findings">
          {findings.map(({ check, severity, message, remedy }) => (
            <li key={check}>
              <SeverityBadge severity={severity}>{severity}</SeverityBadge> <bdi>{message}</bdi>
              <small>{printed(remedy)}</small>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

export const ConnectorFacts = ({ connector }: { readonly connector: DomainJoinConnector }) => (
  <>
    <dl class="facts">
      {shownNames.map((name) => (
        <Fact key={name} name={propertyTitles[name]}>
          {propertyCell(name, connector)}
        </Fact>
      ))}
    </dl>
    <Findings connector={connector} />
  </>
)
