/** What a person has typed into a form and neither sent nor discarded. It is kept as long as the page is open. */
import { propertyNames } from "@odj/domain"
import { signal } from "@preact/signals"
import { tenant } from "../api/Session.ts"
import type { Draft } from "./Draft.ts"

interface KeptDraft<Base extends Draft> {
  /** What the form showed at first. */
  readonly base: Base
  readonly draft: Draft
}

interface KeptDrafts<Base extends Draft> {
  /** `undefined` if nothing is typed. */
  readonly of: (id: string) => KeptDraft<Base> | undefined
  readonly keep: (id: string, kept: KeptDraft<Base>) => void
  readonly discard: (id: string) => void
}

/** The drafts of one kind of form, in each tenant by an id. */
export const makeKeptDrafts = <Base extends Draft>(): KeptDrafts<Base> => {
  const all = signal<ReadonlyMap<string, KeptDraft<Base>>>(new Map())
  const keyOf = (id: string) => `${tenant.value ?? ""} ${id}`
  const discard = (id: string) => {
    const others = new Map(all.value)
    others.delete(keyOf(id))
    all.value = others
  }
  return {
    of: (id) => all.value.get(keyOf(id)),
    keep: (id, kept) => {
      if (propertyNames.every((name) => kept.draft[name] === kept.base[name])) discard(id)
      else all.value = new Map(all.value).set(keyOf(id), kept)
    },
    discard,
  }
}
