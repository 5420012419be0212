/**
 * How to sign in as an application, as the environment says it: by the names that Azure's own tools read.
 *
 * | variable | |
 * |---|---|
 * | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` | the tenant, the application and its secret |
 * | `AZURE_AUTHORITY_HOST` | where to sign in; by default where the cloud's users do |
 * | `ODJ_CLOUD` | which cloud, by its name; by default the one whose users sign in there, or `global` |
 *
 * US Government's L4 and DoD sign in at one place, which stands for L4: DoD is had by its name alone.
 */
import { cloudNames, cloudOfAuthority, clouds, type GraphCloud } from "@odj/graph-wire"
import { Config, ConfigProvider, Effect, Option, type Redacted } from "effect"

/** What a credential is made from. */
export interface AzureApplication {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly authorityHost: string
}

const unknownCloud = new Config.ConfigError(
  new ConfigProvider.SourceError({
    message: `AZURE_AUTHORITY_HOST is that of no cloud: ODJ_CLOUD has to name one of ${cloudNames.join(", ")}`,
  }),
)

/** The application, and the cloud that it signs in to. */
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
