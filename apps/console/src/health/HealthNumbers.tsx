/** How many connectors are active, silent, old and unreadable: numbers that lead to the connectors. */
import { hrefOf } from "../route/Route.ts"
import { numberText } from "../ui/Counted.ts"
import type { Assessment } from "./Assessment.ts"
import { silenceFilters, versionFilter } from "./HealthFilters.ts"

interface HealthNumber {
  readonly kind: "active" | "error" | "inactive" | "old" | "unreadable"
  readonly count: number
  readonly title: string
  readonly text: string
  /** Where the connectors are listed. */
  readonly href: string
}

const NumberCard = ({ kind, count, title, text, href }: HealthNumber) => {
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

/** The states, by what their numbers are called. */
const silences = [
  { kind: "active", title: "Active", text: "Contact within the last hour" },
  { kind: "error", title: "Silent", text: "No contact for an hour or more" },
  { kind: "inactive", title: "Inactive", text: "No contact for five days or more" },
] as const

const neverText = (never: number) => (never === 0 ? "" : `, or never (${numberText(never)})`)

const numbersOf = (assessment: Assessment): ReadonlyArray<HealthNumber> => {
  const { at, states, old, oldVersions, unreadable, heartbeats, groups } = assessment
  const filters = silenceFilters(Date.parse(at))
  const oldCheck = groups.find(({ check }) => check.startsWith("version-"))?.check ?? ""
  return [
    ...silences.map(({ kind, title, text }) => ({
      kind,
      count: states[kind],
      title,
      text: kind === "inactive" ? text + neverText(heartbeats.never) : text,
      href: listed(filters[kind]),
    })),
    {
      kind: "old",
      count: old,
      title: "Old builds",
      text: "Unsupported, or without WebView2",
      href: oldVersions === undefined ? findings(oldCheck) : listed(versionFilter(oldVersions)),
    },
    {
      kind: "unreadable",
      count: unreadable,
      title: "Unreadable",
      text: "A property is missing or invalid",
      href: findings("unreadable"),
    },
  ]
}

export const HealthNumbers = ({ assessment }: { readonly assessment: Assessment }) => (
  <ul class="plain numbers">
    {numbersOf(assessment)
      // Few stores ever have an unreadable one.
      .filter(({ kind, count }) => kind !== "unreadable" || count > 0)
      .map((number) => (
        <NumberCard key={number.kind} {...number} />
      ))}
  </ul>
)
