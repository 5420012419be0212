/** The section "Connectors": the list, what it is narrowed to, and the details of one. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { listCall } from "../api/ListCalls.ts"
import { tenant } from "../api/Session.ts"
import { canWrite, isReadOnly } from "../api/Writes.ts"
import { changes } from "../live/Changes.ts"
import { go, route } from "../route/Route.ts"
import { TransferActions } from "../transfer/TransferActions.tsx"
import { Button } from "../ui/Button.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { Rows } from "../ui/Rows.tsx"
import { Section } from "../ui/Section.tsx"
import { useShortcuts } from "../ui/Shortcuts.ts"
import { AddDialog } from "./AddDialog.tsx"
import { connectorColumns } from "./ConnectorColumns.tsx"
import { list, loadMore, makeListReload, openList, reloadList, retryPage } from "./ConnectorList.ts"
import { ConnectorPanel } from "./ConnectorPanel.tsx"
import { FilterField } from "./FilterField.tsx"
import { choiceOf, filterOf, isNarrowed, type ListChoice, optionsOf, queryOf } from "./ListChoice.ts"
import { ListLine } from "./ListLine.tsx"
import { ListPlace } from "./ListPlace.tsx"
import { SearchField } from "./SearchField.tsx"
import { UnreadablePanel } from "./UnreadablePanel.tsx"

/**
 * Loads the list that is chosen, and again after changes elsewhere and when the server is back. Returns a reference for the
 * element around the rows, and what scrolls it to the beginning.
 */
const useList = (choice: ListChoice) => {
  const { path } = listCall(optionsOf(choice))
  const place = useRef<HTMLDivElement>(null)
  const [reload] = useState(() =>
    makeListReload(() => (place.current?.querySelector(".rows")?.scrollTop ?? 0) === 0),
  )
  const begin = () => place.current?.querySelector(".rows")?.scrollTo(0, 0)
  useEffect(() => {
    begin()
    openList(choice)
  }, [path, tenant.value])
  const isFirst = useRef(true)
  useEffect(() => {
    const { failure } = list.value
    if (isFirst.current) isFirst.current = false
    else if (failure === undefined) void reload()
    // What the server refuses, it refuses again.
    else if (failure.status === undefined) retryPage()
  }, [changes.value])
  return { place, begin }
}

export const ConnectorsSection = () => {
  const { id, query } = route.value
  const choice = useMemo(() => choiceOf(query), [query])
  const { place, begin } = useList(choice)
  const search = useRef<HTMLInputElement>(null)
  const [isAdding, setAdding] = useState(false)

  const choose = (change: Partial<ListChoice>, replace = false) =>
    go({ section: "connectors", id, query: queryOf({ ...choice, ...change }) }, replace)
  const open = (opened?: string) => go({ section: "connectors", id: opened, query })
  const add = () => {
    if (canWrite("create")) setAdding(true)
  }
  useShortcuts([
    { keys: "/", does: "Search names", run: () => search.current?.focus() },
    { keys: "n", does: "Add a connector", run: add },
  ])

  const columns = useMemo(() => connectorColumns(choice.order, (order) => choose({ order })), [query, id])
  const { entries, failure, loading } = list.value
  const unreadable = useMemo(
    () =>
      entries.flatMap((entry) => (entry.key === id && "unreadable" in entry ? [entry.unreadable] : []))[0],
    [entries, id],
  )
  const narrowed = isNarrowed(choice)
  // With an invalid filter, Graph responds with 400.
  const isRefused = failure?.status === 400 && choice.filter !== ""
  const isEmpty = !narrowed && entries.length === 0 && loading === undefined && failure === undefined

  return (
    <>
      <Section
        title="Connectors"
        actions={
          // The first steps have the same actions.
          !isEmpty && (
            <>
              {isReadOnly() && (
                <span class="badge" title="This server allows no writes">
                  Read-only
                </span>
              )}
              {canWrite("create") && (
                <Button kind="main" onClick={add} title="Add a connector (n)">
                  Add
                </Button>
              )}
              <TransferActions filter={filterOf(choice)} />
            </>
          )
        }
      >
        {!isEmpty && (
          <>
            <div class="toolbar">
              <div class="grow">
                <SearchField
                  input={search}
                  search={choice.search}
                  onSearch={(text) => {
                    // One step of the browser's history for a whole search, not one for each letter.
                    if (text !== choice.search) choose({ search: text }, choice.search !== "" && text !== "")
                  }}
                />
              </div>
              <div class="grow">
                <FilterField
                  filter={choice.filter}
                  onFilter={(filter) => choose({ filter })}
                  refusal={isRefused ? failure.message : undefined}
                />
              </div>
            </div>
            <ListLine
              choice={choice}
              onReload={() => {
                begin()
                reloadList()
              }}
            />
          </>
        )}
        <div class="fill" ref={place}>
          {entries.length === 0 ? (
            <ListPlace
              isNarrowed={narrowed}
              isRefused={isRefused}
              onClear={() => choose({ search: "", filter: "" })}
              onAdd={add}
            />
          ) : (
            <>
              {failure !== undefined && (
                <div class="line">
                  <FailureText failure={failure} />
                  <Button onClick={retryPage}>Try again</Button>
                </div>
              )}
              <Rows
                label="Connectors"
                columns={columns}
                rows={entries}
                keyOf={({ key }) => key}
                opened={id}
                onOpen={({ key }) => open(key)}
                onEnd={loadMore}
              />
            </>
          )}
        </div>
      </Section>
      {unreadable !== undefined && <UnreadablePanel connector={unreadable} onClose={() => open()} />}
      {unreadable === undefined && id !== undefined && (
        <ConnectorPanel key={id} id={id} onClose={() => open()} />
      )}
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  )
}
