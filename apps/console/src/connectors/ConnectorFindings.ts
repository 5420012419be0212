/** What `odj doctor` says about one connector. */
import { type Finding, type FindingData, makeDiagnosis, makeFoundList } from "@odj/core/health"
import type { DateTimeOffset, DomainJoinConnector } from "@odj/domain"
import { durationText } from "../ui/AgeText.ts"

/** More than one connector can have. */
const limit = 20

/** The findings that need no other connector, the worst first. */
export const findingsOf = (
  connector: DomainJoinConnector,
  now: DateTimeOffset,
): ReadonlyArray<FindingData> => {
  const found = makeFoundList<Finding>(limit)
  const diagnosis = makeDiagnosis({ now, ageText: durationText }, found)
  diagnosis.add(connector)
  return found.worst().map(diagnosis.dataOf)
}
