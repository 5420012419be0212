/** The section "Requests": the latest requests to the server, live, and the details of one. */
import { collectionPath } from "@odj/graph-wire"
import { controlAccess } from "../api/ControlAccess.ts"
import { requests } from "../live/Live.ts"
import { maxRequests } from "../live/LiveUpdates.ts"
import { go, route } from "../route/Route.ts"
import { ControlGate } from "../session/ControlGate.tsx"
import { Button } from "../ui/Button.tsx"
import { CurlCommand } from "../ui/CurlCommand.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Rows } from "../ui/Rows.tsx"
import { Section } from "../ui/Section.tsx"
import { FilterBar } from "./FilterBar.tsx"
import { ListActions } from "./ListActions.tsx"
import { requestColumns } from "./RequestColumns.tsx"
import type { RequestRow } from "./RequestFilter.ts"
import { RequestPanel } from "./RequestPanel.tsx"
import { rows } from "./ShownRequests.ts"

const keyOf = ({ request }: RequestRow) => String(request.number)

const open = ({ request }: RequestRow) => go({ ...route.value, id: String(request.number) })

const None = () => (
  <Empty title="No requests yet">
    <p>Each request to Graph’s API and to the issuer is shown here as it arrives. Make one:</p>
    <CurlCommand call={{ method: "GET", path: `/beta/${collectionPath}` }} />
  </Empty>
)

const NoMatch = () => (
  <Empty title="No recorded request matches">
    <p>The page keeps the last {maxRequests} requests. Those that the filters leave out are not shown.</p>
    <Button onClick={() => go({ section: "requests" }, true)}>Remove the filters</Button>
  </Empty>
)

const Content = () => {
  const { id, query } = route.value
  const isEmpty = rows.value.length === 0
  const isFiltered = Object.keys(query).length > 0 && requests.value.length > 0
  return (
    <>
      <FilterBar />
      {!isEmpty && (
        <Rows
          key={JSON.stringify(query)}
          label="Requests"
          columns={requestColumns.value}
          rows={rows.value}
          keyOf={keyOf}
          opened={id}
          onOpen={open}
        />
      )}
      {isEmpty && (isFiltered ? <NoMatch /> : <None />)}
      {id !== undefined && <RequestPanel number={Number(id)} />}
    </>
  )
}

export const RequestsSection = () => (
  <Section title="Requests" actions={controlAccess.value === "ready" && <ListActions />}>
    <ControlGate what="Requests">
      <Content />
    </ControlGate>
  </Section>
)
