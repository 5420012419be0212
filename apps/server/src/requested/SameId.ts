/** Compares the ids that requests have with those that a test looks for. */
import { isGuid } from "@odj/domain"

/** Whether two values are equal. GUIDs are equal in upper and lower case. */
export const isSameId = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === "string" &&
    typeof other === "string" &&
    isGuid(one) &&
    one.toLowerCase() === other.toLowerCase())
