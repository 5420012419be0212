/** An id with a button that copies it. */
import { CopyButton } from "./CopyButton.tsx"

export const CopyId = ({ id }: { readonly id: string }) => (
  <span class="copy-id">
    <bdi class="mono">{id}</bdi>
    <CopyButton text={id} />
  </span>
)
