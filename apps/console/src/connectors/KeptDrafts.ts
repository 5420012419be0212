/** What a person has typed into a form, kept until it is sent or discarded, as long as the page is open. */
import { propertyNames } from "@odj/domain"
import { signal } from "@preact/signals"
import { useState } from "preact/hooks"
import { tenant } from "../api/Session.ts"
import type { Draft } from "./Draft.ts"

interface KeptDraft<Base extends Draft> {
  /** What the form showed at first. */
  readonly base: Base
  readonly draft: Draft
}

export interface FormDraft<Base extends Draft> extends KeptDraft<Base> {
  /** Whether something is typed, and so kept. */
  readonly isTyped: boolean
  readonly change: (draft: Draft) => void
  readonly discard: () => void
}

/** The drafts of one kind of form: one for each tenant and id. */
export const makeKeptDrafts = <Base extends Draft>() => {
  const all = signal<ReadonlyMap<string, KeptDraft<Base>>>(new Map())
  const keyOf = (id: string) => `${tenant.value ?? ""} ${id}`
  const set = (id: string, kept: KeptDraft<Base> | undefined) => {
    const others = Array.from(all.value).filter(([key]) => key !== keyOf(id))
    all.value = new Map(kept === undefined ? others : [...others, [keyOf(id), kept]])
  }
  const has = (id: string): boolean => all.value.has(keyOf(id))
  /** The form does not follow changes of `initial`. */
  const useDraft = (id: string, initial: Base): FormDraft<Base> => {
    const [first] = useState(initial)
    const { base, draft } = all.value.get(keyOf(id)) ?? { base: first, draft: first }
    return {
      base,
      draft,
      isTyped: has(id),
      change: (draft) =>
        set(id, propertyNames.every((name) => draft[name] === base[name]) ? undefined : { base, draft }),
      discard: () => set(id, undefined),
    }
  }
  return { has, useDraft }
}
