/**
 * Reads from the environment how to sign in as an application. The names are those of Azure's own tools.
 *
 * | variable | |
 * |---|---|
 * | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` | the tenant, the application and its secret |
 * | `AZURE_AUTHORITY_HOST` | where to sign in; by default the cloud's own host |
 * | `ODJ_CLOUD` | the name of the cloud; by default the one with that host, or `global` |
 *
 * US Government L4 and DoD share one host, which stands for L4. DoD has to be named.
 */
import { cloudNames, cloudOfAuthority, clouds, type GraphCloud } from "@odj/graph-wire"
import { Config, ConfigProvider, Effect, Option, type Redacted } from "effect"

/** What it takes to make a credential. */
export interface AzureApplication {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly authorityHost: string
}

const unknownCloud = new Config.ConfigError(
  new ConfigProvider.SourceError({
    message: `AZURE_AUTHORITY_HOST is not the host of a known cloud. Set ODJ_CLOUD to one of ${cloudNames.join(", ")}`,
  }),
)

/** The application, and the cloud to sign in to. */
export const azureEnvironment: Config.Config<{
  readonly application: AzureApplication
  readonly cloud: GraphCloud
}> = Config.all({
  tenantId: Config.NonEmptyString("AZURE_TENANT_ID"),
  clientId: Config.NonEmptyString("AZURE_CLIENT_ID"),
  clientSecret: Config.Redacted("AZURE_CLIENT_SECRET"),
  authority: Config.option(Config.URL("AZURE_AUTHORITY_HOST")),
  cloudName: Config.option(Config.Literals(cloudNames, "ODJ_CLOUD")),
}).pipe(
  Config.mapEffect(({ authority, cloudName, ...application }) => {
    const name = Option.isSome(cloudName)
      ? cloudName.value
      : Option.match(authority, { onNone: () => "global" as const, onSome: cloudOfAuthority })
    if (name === undefined) return Effect.fail(unknownCloud)
    const cloud = clouds[name]
    const { origin } = Option.getOrElse(authority, () => cloud.authorityHost)
    return Effect.succeed({ application: { ...application, authorityHost: origin }, cloud })
  }),
)
