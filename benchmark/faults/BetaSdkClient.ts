/** Microsoft's Graph SDK for the beta version. Its batches lose the bodies of creates, so it has no `createMany` here. */
import {
  AllowedHostsValidator,
  BaseBearerTokenAuthenticationProvider,
  HttpMethod,
  RequestInformation,
} from "@microsoft/kiota-abstractions"
import { GraphBetaRequestAdapter } from "@microsoft/msgraph-beta-sdk"
import {
  createDeviceManagementDomainJoinConnectorCollectionResponseFromDiscriminatorValue as createCollection,
  createDeviceManagementDomainJoinConnectorFromDiscriminatorValue as createConnector,
  type DeviceManagementDomainJoinConnectorCollectionResponse,
  DeviceManagementDomainJoinConnectorStateObject as State,
  serializeDeviceManagementDomainJoinConnector as serializeConnector,
} from "@microsoft/msgraph-beta-sdk/models/index.js"
import { createODataErrorFromDiscriminatorValue } from "@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js"
import { PageIterator } from "@microsoft/msgraph-sdk-core"
import { collectionPath } from "@odj/graph-wire"
import type { Connector, GraphClient, Service } from "./GraphClient.ts"

const errors = { XXX: createODataErrorFromDiscriminatorValue }

const modelOf = ({ displayName, lastConnectionDateTime, version }: Connector) => ({
  displayName,
  lastConnectionDateTime: new Date(String(lastConnectionDateTime)),
  state: State.Active,
  version,
})

export const betaSdkClient = ({ baseUrl, token }: Service): GraphClient => {
  const adapter = new GraphBetaRequestAdapter(
    new BaseBearerTokenAuthenticationProvider({
      getAuthorizationToken: async () => token,
      getAllowedHostsValidator: () => new AllowedHostsValidator(),
    }),
  )
  adapter.baseUrl = baseUrl
  const request = (method: HttpMethod, path = "") => {
    const request = new RequestInformation(method, `{+baseurl}/${collectionPath}${path}`, {
      baseurl: baseUrl,
    })
    request.headers.tryAdd("Accept", "application/json")
    return request
  }

  return {
    create: (connector) => {
      const create = request(HttpMethod.POST)
      create.setContentFromParsable(adapter, "application/json", modelOf(connector), serializeConnector)
      return adapter.send(create, createConnector, errors)
    },
    list: async () => {
      const first = await adapter.send<DeviceManagementDomainJoinConnectorCollectionResponse>(
        request(HttpMethod.GET),
        createCollection,
        errors,
      )
      let read = 0
      const page = { value: first?.value ?? [], odataNextLink: first?.odataNextLink ?? "" }
      await new PageIterator(adapter, page, () => ++read > 0, createCollection, errors).iterate()
      return read
    },
    delete: (id) => adapter.sendNoResponseContent(request(HttpMethod.DELETE, `/${id}`), errors),
  }
}
