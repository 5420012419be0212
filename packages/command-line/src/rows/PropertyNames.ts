/** Names in files: those of Graph in any case, and those that are not properties of a connector. */
import { type ConnectorProperty, type PropertyKind, propertyNames, propertyOf } from "@odj/domain"

const properties: ReadonlyMap<string, ConnectorProperty> = new Map(
  propertyNames.flatMap((name) => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
)

/** Whether it is the name of a property as Graph writes it. */
export const isPropertyName = (name: string): name is ConnectorProperty => properties.get(name) === name

/** The kind of the property with that name; `undefined` if Graph has none. */
export const kindOf = (name: string): PropertyKind | undefined =>
  isPropertyName(name) ? propertyOf(name).kind : undefined

/** The property with that name, in any case: PowerShell writes `DisplayName`. */
export const propertyNamed = (name: string): ConnectorProperty | undefined =>
  properties.get(name) ?? properties.get(name.toLowerCase())

/** Whether the name belongs to no property and has no meaning here: an OData annotation, or PowerShell's bag of them. */
export const isIgnored = (name: string): boolean =>
  name.includes("@") || name.toLowerCase() === "additionalproperties"
