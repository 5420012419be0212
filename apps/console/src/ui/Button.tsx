/** A button with a text. */
import type { ComponentChildren } from "preact"

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick?: (() => void) | undefined
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
}: ButtonProps) => (
  <button
    class={`button ${kind}`}
    type={type}
    // The attribute `disabled` would take the focus away from someone who has just pressed the button.
    aria-disabled={disabled}
    onClick={(event) => (disabled ? event.preventDefault() : onClick?.())}
    autofocus={autoFocus}
    title={title}
  >
    {children}
  </button>
)
