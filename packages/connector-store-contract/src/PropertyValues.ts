/** Valid values of each property: those that stores confuse most easily, and null for a nullable property. */
import { type ConnectorProperty, DomainJoinConnectorState, type PropertyKind, propertyOf } from "@odj/domain"

const values: Record<PropertyKind, ReadonlyArray<string>> = {
  text: ["HQ", "hq", "", "É", "😀", "it's 100% /?#&+=", "Ａ", "é", "null"],
  // Some are the same instant.
  timestamp: [
    "2016-12-31T23:58:36.6670033-08:00",
    "2017-01-01T07:58:36.667003300000Z",
    "2017-01-01T07:58:36.667003300001Z",
    "2017-01-01t07:58z",
    "2017-01-01T08:58+01:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999999Z",
    "2016-12-31T23:58:36.123456789012+14:00",
    "2016-12-31T23:58:36.1000000Z",
  ],
  state: DomainJoinConnectorState.literals,
}

export const valuesOf = (name: ConnectorProperty): ReadonlyArray<string | null> => {
  const { kind, isNullable } = propertyOf(name)
  return isNullable ? [null, ...values[kind]] : values[kind]
}
