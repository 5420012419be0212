/** The connector that every user creates: the example of Microsoft's reference. */
export const properties = {
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}

export const body = JSON.stringify({
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  ...properties,
})
