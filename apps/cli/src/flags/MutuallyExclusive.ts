/** The usage error for flags that exclude each other. */
import { UsageInvalid } from "@odj/command-line"

/** `Use either --cloud or --url, not both`; or `Use only one of --store, --url and --cloud`. */
export const mutuallyExclusive = (flags: ReadonlyArray<string>): UsageInvalid =>
  UsageInvalid.sentence(
    flags.length === 2
      ? `Use either ${flags.join(" or ")}, not both`
      : `Use only one of ${new Intl.ListFormat("en-GB").format(flags)}`,
  )
