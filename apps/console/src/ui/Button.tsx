/** A button with a text. */
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { oneAtATime } from "./OneAtATime.ts"

interface ButtonProps {
  readonly children: ComponentChildren
  /** While a promise that it returns is pending, pressing the button again does nothing. */
  readonly onClick?: (() => unknown) | undefined
  /** `main` is for the one action that most people want, `danger` for one that loses something. */
  readonly kind?: "main" | "danger" | "plain" | undefined
  readonly type?: "button" | "submit"
  readonly disabled?: boolean | undefined
  /** Whether it has the focus at first, in a dialog. */
  readonly autoFocus?: boolean
  /** Explains the button; also why it is disabled. */
  readonly title?: string | undefined
}

export const Button = ({
  children,
  onClick,
  kind = "plain",
  type = "button",
  disabled,
  autoFocus,
  title,
}: ButtonProps) => {
  const [run] = useState(oneAtATime)
  return (
    <button
      class={`button ${kind}`}
      type={type}
      // The attribute `disabled` would take the focus away from someone who has just pressed the button.
      aria-disabled={disabled}
      onClick={(event) => (disabled ? event.preventDefault() : void run(() => onClick?.()))}
      autofocus={autoFocus}
      title={title}
    >
      {children}
    </button>
  )
}
