/** A connector in a form: a text for each property, which may be invalid yet. */
import { type InvalidConnector, validate, validatePatch } from "@odj/core"
import {
  type ConnectorProperty,
  changeableNames,
  connectorBuilds,
  type DomainJoinConnector,
  type DomainJoinConnectorPatchInput,
  type NewDomainJoinConnectorInput,
  type Problem,
  propertyNames,
} from "@odj/domain"
import { Result } from "effect"

/** Only a nullable property can be null. An empty id is none. */
export type Draft = Readonly<Record<ConnectorProperty, string | null>>

/** The problems of each property that has some. */
export type DraftProblems = Readonly<Partial<Record<ConnectorProperty, ReadonlyArray<string>>>>

/** A draft of a new connector that has just contacted the server. */
export const newDraft = (now: string): Draft => ({
  id: "",
  displayName: "",
  lastConnectionDateTime: now,
  state: "active",
  version: connectorBuilds.webView2.version,
})

/** The body of a create. It has the texts as they are, so it may be invalid. */
export const createBody = ({ id, ...others }: Draft): NewDomainJoinConnectorInput =>
  ({ ...(id !== "" && { id }), ...others }) as NewDomainJoinConnectorInput

/** The body of an update: the properties that differ from the connector's. */
export const updateBody = (draft: Draft, connector: DomainJoinConnector): DomainJoinConnectorPatchInput =>
  Object.fromEntries(
    changeableNames.filter((name) => draft[name] !== connector[name]).map((name) => [name, draft[name]]),
  )

/** The problems by property. Those of no property are left out. */
export const byProperty = (problems: ReadonlyArray<Problem>): DraftProblems =>
  Object.fromEntries(
    propertyNames.flatMap((name) => {
      const own = problems.filter(({ path }) => path[0] === name)
      return own.length === 0 ? [] : [[name, own.map(({ message }) => message)]]
    }),
  )

const problemsIn = (result: Result.Result<unknown, InvalidConnector>): DraftProblems =>
  Result.isSuccess(result) ? {} : byProperty(result.failure.problems)

export const createProblems = (draft: Draft): DraftProblems =>
  problemsIn(validate<unknown>(createBody(draft)))

export const updateProblems = (draft: Draft, connector: DomainJoinConnector): DraftProblems =>
  problemsIn(validatePatch<unknown>(connector.id, updateBody(draft, connector)))
