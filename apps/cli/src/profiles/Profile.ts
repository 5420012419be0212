/**
 * A sign-in as it is kept: where, as whom and how, and nothing by which one gets in. A secret is in the environment, a
 * certificate in its own file, and tokens are in the cache of their own.
 */
import { cloudNames } from "@odj/graph-wire"
import { Schema } from "effect"

export const methods = [
  "device-code",
  "client-secret",
  "certificate",
  "managed-identity",
  "workload-identity",
  "azure-cli",
] as const

export type Method = (typeof methods)[number]

export const Profile = Schema.Struct({
  method: Schema.Literals(methods),
  /** The root of the API's version. */
  url: Schema.String,
  /** Absent where the service is not in one of Microsoft's clouds. */
  cloud: Schema.optionalKey(Schema.Literals(cloudNames)),
  authority: Schema.String,
  /** What a token is asked for with. */
  scope: Schema.String,
  tenant: Schema.optionalKey(Schema.String),
  clientId: Schema.optionalKey(Schema.String),
  /** The path of the certificate and its key, as PEM. */
  certificate: Schema.optionalKey(Schema.String),
  /** The path of the token that the platform issues to a workload. */
  tokenFile: Schema.optionalKey(Schema.String),
  /** Who signed in by device code: what `@azure/identity` writes of them, which holds no secret. */
  record: Schema.optionalKey(Schema.String),
  account: Schema.optionalKey(Schema.String),
})
export type Profile = typeof Profile.Type

/** A name is part of a file's name, everywhere: in lower case, since some systems do not tell cases apart. */
export const profileName = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** The file in which the tokens of a profile are kept. */
export const tokenFileOf = (name: string): string => `${name}.tokens.json`

export const Profiles = Schema.Struct({
  /** The one that is meant where none is named. */
  default: Schema.optionalKey(Schema.String),
  profiles: Schema.Record(Schema.String, Profile),
})
export type Profiles = typeof Profiles.Type
