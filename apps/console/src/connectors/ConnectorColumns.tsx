/** The columns of the list of connectors. */
import { checks, makeVersionCheck } from "@odj/core/health"
import {
  type ConnectorProperty,
  type DateTimeOffset,
  type DomainJoinConnector,
  type OrderBy,
  propertyNames,
} from "@odj/domain"
import type { ComponentChildren } from "preact"
import { Age } from "../ui/Age.tsx"
import { CopyId } from "../ui/CopyId.tsx"
import type { Column } from "../ui/Rows.tsx"
import { StateWord } from "../ui/StateWord.tsx"
import { ConnectorName } from "./ConnectorName.tsx"
import { isNever, millisOf } from "./ConnectorTime.ts"
import type { Entry } from "./ListState.ts"
import { propertyTitles } from "./PropertyTitles.ts"

const LastContact = ({ timestamp }: { readonly timestamp: DateTimeOffset }) =>
  isNever(timestamp) ? (
    <span class="age">
      never <small>{timestamp}</small>
    </span>
  ) : (
    <Age at={millisOf(timestamp)} text={timestamp} />
  )

const checkVersion = makeVersionCheck(undefined)

/** The word for what is wrong with a version. */
const versionWords: Readonly<Record<string, readonly [word: string, kind: "bad" | "warn"]>> = {
  "version-unsupported": ["unsupported", "bad"],
  "version-old": ["old", "warn"],
}

const Version = ({ version }: { readonly version: string }) => {
  const check = checkVersion(version)?.[1]
  const [word, kind] = (check && versionWords[check]) ?? []
  return (
    <>
      <bdi>{version}</bdi>
      {word !== undefined && check !== undefined && (
        <small class={`mark ${kind}`} title={`It is ${checks[check].finds}.`}>
          {word}
        </small>
      )}
    </>
  )
}

interface Shown {
  readonly width: string
  readonly from: "phone" | "desktop" | "wide"
  readonly cell: (connector: DomainJoinConnector) => ComponentChildren
}

const shown: Readonly<Record<ConnectorProperty, Shown>> = {
  displayName: {
    width: "minmax(6rem, 2.3fr)",
    from: "phone",
    cell: ({ displayName }) => <ConnectorName name={displayName} />,
  },
  state: { width: "6rem", from: "phone", cell: ({ state }) => <StateWord state={state} /> },
  lastConnectionDateTime: {
    // A usual time of contact in one line, if the table is wide enough.
    width: "minmax(min(11.5rem, 30cqi), 1.2fr)",
    from: "phone",
    cell: ({ lastConnectionDateTime }) => <LastContact timestamp={lastConnectionDateTime} />,
  },
  version: {
    width: "minmax(7rem, 0.8fr)",
    from: "desktop",
    cell: ({ version }) => <Version version={version} />,
  },
  // Wide enough for an id beside its button on a desktop. A narrower table has no room for it; the details have it.
  id: { width: "minmax(5.5rem, 2.1fr)", from: "wide", cell: ({ id }) => <CopyId id={id} /> },
}

/** Shown first, because they are read first. */
const first: ReadonlyArray<ConnectorProperty> = ["displayName", "state"]

/** The properties in the order of the columns, and of the fields of a form: most people leave the id to the server. */
export const shownNames: ReadonlyArray<ConnectorProperty> = [
  ...first,
  ...propertyNames.filter((name) => name !== "id" && !first.includes(name)),
  "id",
]

/** The value of a property as people read it. */
export const propertyCell = (name: ConnectorProperty, connector: DomainJoinConnector): ComponentChildren =>
  shown[name].cell(connector)

/** What is known of an unreadable connector: its name in that column, why it can't be read in the next one, and its id. */
const unreadableCell = (name: ConnectorProperty, entry: Extract<Entry, { readonly unreadable: unknown }>) => {
  const { id, properties } = entry.unreadable
  const value = properties[name]
  if (name === "state") return <span class="badge bad">unreadable</span>
  if (name === "id" && id !== undefined) return <CopyId id={id} />
  if (name === "displayName" && (value === null || typeof value === "string"))
    return <ConnectorName name={value} />
  return <bdi class="faint">{value === undefined ? "missing" : String(value)}</bdi>
}

/** The columns for an order of the list. A click on a title orders by it, a second one backwards, a third one no more. */
export const connectorColumns = (
  current: OrderBy | undefined,
  onOrder: (order: OrderBy | undefined) => void,
): ReadonlyArray<Column<Entry>> =>
  shownNames.map((name) => {
    const { width, from, cell } = shown[name]
    const isOrdered = current?.property === name
    return {
      key: name,
      title: propertyTitles[name],
      width,
      from,
      cell: (entry) => ("connector" in entry ? cell(entry.connector) : unreadableCell(name, entry)),
      sort: isOrdered ? (current.descending ? "descending" : "ascending") : "none",
      onSort: () =>
        onOrder(isOrdered && current.descending ? undefined : { property: name, descending: isOrdered }),
    }
  })
