/** The columns of the list of requests. */
import { computed } from "@preact/signals"
import { now } from "../api/Now.ts"
import { requests } from "../live/Live.ts"
import type { Column } from "../ui/Rows.tsx"
import type { RequestRow } from "./RequestFilter.ts"
import { callerText, durationText, faultText, shortened, targetText, timeText } from "./RequestText.ts"
import { ChangedMark, MethodWord, StatusWord } from "./RequestWords.tsx"

/** The tenant is shown only if there is more than one. */
const tenants = computed(() => new Set(requests.value.flatMap(({ caller }) => caller?.tenant ?? [])).size)

const Tenant = ({ request: { caller } }: RequestRow) => (
  <bdi title={caller?.tenant}>{shortened(caller?.tenant ?? "")}</bdi>
)

const Caller = ({ request: { caller } }: RequestRow) => (
  <span title={Object.values(caller ?? {}).join("\n")}>{callerText(caller)}</span>
)

const Time = ({ request: { time } }: RequestRow) => (
  <time dateTime={time} title={time}>
    {timeText(time, now.value)}
  </time>
)

/** The day, for which the width of the column of times is chosen. */
const hasDates = computed(() =>
  requests.value.some(({ time }) => timeText(time, now.value).length > "00:00:00".length),
)

const Request = ({ request, isPart }: RequestRow) => (
  <span class={isPart ? "request-target part" : "request-target"} title={`${request.path}?${request.query}`}>
    <MethodWord method={request.method} /> <bdi>{targetText(request)}</bdi>
  </span>
)

const Result = ({ request }: RequestRow) => (
  <span class="line result">
    <StatusWord request={request} />
    <ChangedMark request={request} />
    {request.faults?.map((fault) => (
      <span key={fault} class="badge warn" title={`Struck by ${faultText(fault)}`}>
        ⚡ <bdi>{faultText(fault)}</bdi>
      </span>
    ))}
  </span>
)

export const requestColumns = computed(
  (): ReadonlyArray<Column<RequestRow>> => [
    { key: "time", title: "Time", cell: Time, width: hasDates.value ? "10rem" : "4.5rem" },
    { key: "request", title: "Request", cell: Request, width: "minmax(7rem, 4fr)" },
    { key: "result", title: "Result", cell: Result, width: "minmax(6rem, 2fr)" },
    {
      key: "duration",
      title: "Duration",
      cell: ({ request: { milliseconds } }) => milliseconds !== undefined && durationText(milliseconds),
      width: "4.5rem",
      from: "desktop",
    },
    { key: "caller", title: "Caller", cell: Caller, width: "minmax(7rem, 1fr)", from: "desktop" },
    ...(tenants.value > 1
      ? [{ key: "tenant", title: "Tenant", cell: Tenant, width: "5.5rem", from: "wide" as const }]
      : []),
    {
      key: "key",
      title: "Key",
      cell: ({ request: { idempotencyKey } }) =>
        idempotencyKey !== undefined && (
          <code title={idempotencyKey}>
            <bdi>{shortened(idempotencyKey)}</bdi>
          </code>
        ),
      width: "6.5rem",
      from: "wide",
    },
  ],
)
