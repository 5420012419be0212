/** How many connectors are active, silent, old and unreadable: numbers that lead to the connectors. */
import { hrefOf } from "../route/Route.ts"
import { numberText } from "../ui/Counted.ts"
import type { Assessment } from "./Assessment.ts"
import { silenceFilters, versionFilter } from "./HealthFilters.ts"

interface NumberCardProps {
  readonly count: number
  readonly title: string
  readonly text: string
  readonly kind: "active" | "error" | "inactive" | "old" | "unreadable"
  /** Where the connectors are listed. */
  readonly href: string
}

const NumberCard = ({ count, title, text, kind, href }: NumberCardProps) => {
  const content = (
    <>
      <strong>{numberText(count)}</strong>
      <span>{title}</span>
      <small>{text}</small>
    </>
  )
  return (
    <li data-kind={kind} data-none={count === 0}>
      {count === 0 ? <div>{content}</div> : <a href={href}>{content}</a>}
    </li>
  )
}

const listed = (filter: string) => hrefOf({ section: "connectors", query: { filter } })

const findings = (check: string) => hrefOf({ section: "health", query: { check } })

const neverText = (never: number) => (never === 0 ? "" : `, or never (${numberText(never)})`)

export const HealthNumbers = ({ assessment }: { readonly assessment: Assessment }) => {
  const { at, states, old, oldVersions, unreadable, heartbeats } = assessment
  const filters = silenceFilters(Date.parse(at))
  const oldCheck = assessment.groups.find(({ check }) => check.startsWith("version-"))?.check ?? ""
  return (
    <ul class="plain numbers">
      <NumberCard
        kind="active"
        count={states.active}
        title="Active"
        text="Contact within the last hour"
        href={listed(filters.active)}
      />
      <NumberCard
        kind="error"
        count={states.error}
        title="Silent"
        text="No contact for an hour or more"
        href={listed(filters.error)}
      />
      <NumberCard
        kind="inactive"
        count={states.inactive}
        title="Inactive"
        text={`No contact for five days or more${neverText(heartbeats.never)}`}
        href={listed(filters.inactive)}
      />
      <NumberCard
        kind="old"
        count={old}
        title="Old builds"
        text="Unsupported, or without WebView2"
        href={oldVersions === undefined ? findings(oldCheck) : listed(versionFilter(oldVersions))}
      />
      <NumberCard
        kind="unreadable"
        count={unreadable}
        title="Unreadable"
        text="A property is missing or invalid"
        href={findings("unreadable")}
      />
    </ul>
  )
}
