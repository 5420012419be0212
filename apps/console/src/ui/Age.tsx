/** A time as "3 h ago", with its exact text beneath. */
import { now } from "../api/Now.ts"
import { ageText } from "./AgeText.ts"

/** `at` is in milliseconds since 1970; `text` is what the server sent. */
export const Age = ({ at, text }: { readonly at: number; readonly text: string }) => (
  <span class="age">
    {ageText(now.value - at)} <small>{text}</small>
  </span>
)
