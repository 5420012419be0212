/**
 * The metadata document, in CSDL, that a service returns for `$metadata`.
 *
 * It is the part of Graph's document about domain join connectors. In addition it says which parts of OData are not
 * supported, and that creates are repeatable. Like Graph's, it uses the full names of vocabulary terms and references
 * no other document, so that clients need no other host.
 */
import {
  type ConnectorProperty,
  DomainJoinConnectorState,
  propertyNames,
  propertyOf,
  qualifiedTypeName,
} from "@odj/domain"
import { navigationProperty, singletonPath } from "./ConnectorPath.ts"
import { functionNames } from "./filter/FilterCall.ts"
import { namespace, namespaceAlias, typeName, valueTypes } from "./filter/TypeNames.ts"
import { annotatedCollection, repeatabilityTerm } from "./Repeatability.ts"

const stateName = valueTypes.state.slice(namespace.length + 1)

const property = (name: ConnectorProperty) => {
  const { kind, isNullable } = propertyOf(name)
  return `<Property Name="${name}" Type="${valueTypes[kind].replace(namespace, namespaceAlias)}"${isNullable ? "" : ' Nullable="false"'} />`
}

/** The operators and functions that `$filter` supports, by OData's names. */
const filterFunctions = [
  ...["and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "has"],
  ...functionNames,
]

const lines = (indent: number, texts: ReadonlyArray<string>) => texts.join(`\n${" ".repeat(indent)}`)

/**
 * The text of the metadata document.
 *
 * Source: Graph's beta `$metadata`; OData's vocabulary `Org.OData.Capabilities.V1`. A service names what it does not
 * support; counts, pages, orders and batches are assumed.
 */
export const metadataDocument = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="${namespace}" Alias="${namespaceAlias}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EnumType Name="${stateName}">
        ${lines(
          8,
          DomainJoinConnectorState.literals.map(
            (name, value) => `<Member Name="${name}" Value="${value}" />`,
          ),
        )}
      </EnumType>
      <EntityType Name="entity" Abstract="true">
        <Key>
          <PropertyRef Name="id" />
        </Key>
        ${property("id")}
      </EntityType>
      <EntityType Name="${typeName}" BaseType="graph.entity">
        ${lines(8, propertyNames.filter((name) => name !== "id").map(property))}
      </EntityType>
      <EntityType Name="${singletonPath}" BaseType="graph.entity">
        <NavigationProperty Name="${navigationProperty}" Type="Collection(graph.${typeName})" ContainsTarget="true" />
      </EntityType>
      <EntityContainer Name="GraphService">
        <Singleton Name="${singletonPath}" Type="graph.${singletonPath}" />
      </EntityContainer>
      <Annotations Target="${qualifiedTypeName}">
        <Annotation Term="Org.OData.Core.V1.Description" String="A Domain Join Connector is a connector that is responsible to allocate (and delete) machine account blobs" />
      </Annotations>
      <Annotations Target="${annotatedCollection}">
        <Annotation Term="${repeatabilityTerm}" />
        <Annotation Term="Org.OData.Capabilities.V1.FilterFunctions">
          <Collection>
            ${lines(
              12,
              filterFunctions.map((name) => `<String>${name}</String>`),
            )}
          </Collection>
        </Annotation>
        <Annotation Term="Org.OData.Capabilities.V1.SearchRestrictions">
          <Record>
            <PropertyValue Property="Searchable" Bool="false" />
          </Record>
        </Annotation>
        <Annotation Term="Org.OData.Capabilities.V1.ExpandRestrictions">
          <Record>
            <PropertyValue Property="Expandable" Bool="false" />
          </Record>
        </Annotation>
      </Annotations>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`
