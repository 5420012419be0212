/** Ids that are derived from names. */
import { createHash } from "node:crypto"

/** A GUID derived from names: the same names give the same GUID. */
export const guidOf = (...names: ReadonlyArray<string>): string =>
  createHash("sha256")
    .update(names.join("\n"))
    .digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5")
