/** What a page does with the domain: it has no Node.js under it. */
import { DateTimeOffset } from "@odj/domain"

export const sortKey = DateTimeOffset.sortKey(DateTimeOffset.make("2016-12-31T23:58:36.6670033-08:00"))
