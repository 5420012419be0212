/** A program for a web page, without Node.js, that uses the domain. */
import { DateTimeOffset } from "@odj/domain"

export const sortKey = DateTimeOffset.sortKey(DateTimeOffset.make("2016-12-31T23:58:36.6670033-08:00"))
