/**
 * What the requests of this command line have borne to be known by.
 *
 * A service may send it back in its own words, which are told at the end, when no request is at hand any more.
 */
import { Context } from "effect"

/** Empty until the first request; whoever sends one adds what it bears. */
export const KnownSecrets = Context.Reference<Set<string>>("@odj/cli/KnownSecrets", {
  defaultValue: () => new Set(),
})
