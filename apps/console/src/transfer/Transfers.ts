/** Which dialog of imports and exports is open. */
import { signal } from "@preact/signals"

type Transfer =
  | { readonly _tag: "Import"; readonly file: File | undefined }
  | { readonly _tag: "Export"; readonly filter: string | undefined }

export const openTransfer = signal<Transfer | undefined>(undefined)
