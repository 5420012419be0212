/**
 * A stored sign-in: where, as whom and how. It holds no credential: a client secret comes from the environment, a
 * certificate from its own file, and tokens are in a cache file.
 */
import { cloudNames, readPermission } from "@odj/graph-wire"
import { Schema } from "effect"
import { profileName } from "./StoredNames.ts"

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
  /** The URL of an API version. */
  url: Schema.String,
  /** Absent if the service is not in a Microsoft cloud. */
  cloud: Schema.optionalKey(Schema.Literals(cloudNames)),
  authority: Schema.String,
  /** The scope of its tokens. */
  scope: Schema.String,
  tenant: Schema.optionalKey(Schema.String),
  clientId: Schema.optionalKey(Schema.String),
  /** The path of the certificate and its key, as PEM. */
  certificate: Schema.optionalKey(Schema.String),
  /** The path of the token file that the platform writes for a workload. */
  tokenFile: Schema.optionalKey(Schema.String),
  /** The path of a file with certificates to trust. */
  ca: Schema.optionalKey(Schema.String),
  /** The authentication record of `@azure/identity` after a device code sign-in. It contains no secret. */
  record: Schema.optionalKey(Schema.String),
  account: Schema.optionalKey(Schema.String),
})
export type Profile = typeof Profile.Type

/** Whether its tokens are requested with the permission to read and no other. */
export const isReadOnly = ({ scope }: Profile): boolean => scope.endsWith(`/${readPermission}`)

/** The file with the tokens of a profile. */
export const tokenFileOf = (name: string): string => `${name}.tokens.json`

/** Names of a file that someone edited are checked as well, since they become parts of paths and of messages. */
const Name = Schema.String.check(Schema.isPattern(profileName))

export const Profiles = Schema.Struct({
  /** The profile to use if none is named. */
  default: Schema.optionalKey(Name),
  profiles: Schema.Record(Schema.String, Profile).check(Schema.isPropertyNames(Name)),
})
export type Profiles = typeof Profiles.Type
