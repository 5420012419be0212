/** The filters of `odj list` by version. A store compares texts, so the versions are compared here, as numbers. */
import { counted, UsageInvalid } from "@odj/command-line"
import { isBelow, readVersion, type Version } from "@odj/core/health"
import type { DomainJoinConnector } from "@odj/domain"
import { Console, Effect, Option, Stream } from "effect"
import { Flag } from "effect/cli"

const version = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("version"),
    Flag.withDescription(description),
    Flag.filterMap(
      (text) => Option.fromUndefinedOr(readVersion(text)),
      () => "Use up to four numbers separated by dots.",
    ),
    Flag.optional,
  )

export const versionFlags = {
  versionFrom: version(
    "version-from",
    "Only connectors with this version or a higher one, such as 6.2504.2001.8; versions are compared as numbers",
  ),
  versionBelow: version("version-below", "Only connectors with a lower version than this"),
}

export interface VersionRange {
  readonly versionFrom: Option.Option<Version>
  readonly versionBelow: Option.Option<Version>
}

/** Whether the range has a limit. */
export const isLimited = ({ versionFrom, versionBelow }: VersionRange): boolean =>
  Option.isSome(versionFrom) || Option.isSome(versionBelow)

const isIn = (version: Version, { versionFrom, versionBelow }: VersionRange) =>
  !Option.exists(versionFrom, (least) => isBelow(version, least)) &&
  Option.getOrElse(
    Option.map(versionBelow, (limit) => isBelow(version, limit)),
    () => true,
  )

/** Fails with `UsageInvalid` if no version can be in the range. */
export const checkRange = Effect.fnUntraced(function* ({ versionFrom, versionBelow }: VersionRange) {
  if (Option.isNone(versionFrom) || Option.isNone(versionBelow)) return
  if (isBelow(versionFrom.value, versionBelow.value)) return
  return yield* UsageInvalid.sentence("--version-from has to be lower than --version-below")
})

/**
 * The connectors in the range. When all have been read, it reports how many were left out because their version can't be
 * compared.
 */
export const inVersionRange =
  (range: VersionRange) =>
  <E, R>(connectors: Stream.Stream<DomainJoinConnector, E, R>): Stream.Stream<DomainJoinConnector, E, R> => {
    if (!isLimited(range)) return connectors
    return Stream.suspend(() => {
      let leftOut = 0
      const report = Effect.suspend(() =>
        leftOut === 0
          ? Effect.void
          : Console.error(`Left out ${counted(leftOut, "connector")} whose version can't be compared.`),
      )
      return connectors.pipe(
        Stream.filter(({ version: text }) => {
          const version = readVersion(text)
          if (version === undefined) leftOut++
          return version !== undefined && isIn(version, range)
        }),
        Stream.onEnd(report),
      )
    })
  }
