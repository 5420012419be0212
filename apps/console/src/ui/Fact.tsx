/** A name with its value, in a list of facts. */
import type { ComponentChildren } from "preact"

interface FactProps {
  readonly name: ComponentChildren
  readonly children: ComponentChildren
}

export const Fact = ({ name, children }: FactProps) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)
