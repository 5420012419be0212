/** The part of a form that chooses a person: one of the directory's, or any other by name. It needs no script. */
import type { Person } from "../directory/Directory.ts"
import { isSameName } from "../directory/Username.ts"
import { type Html, html } from "../http/Html.ts"
import type { OAuthForm } from "../oauth/OAuthForm.ts"

/** More people would make a long page. All others can be typed. */
const maxShown = 20

export interface PeopleShown {
  readonly people: ReadonlyArray<Person>
  /** The name of the person to choose in advance; it need not be one of the people. */
  readonly username?: string | undefined
}

/** The person that is chosen in advance is always shown. */
export const personFields = ({ people, username }: PeopleShown): Html => {
  const hinted = people.find((person) => username !== undefined && isSameName(person.username, username))
  const shown = [...new Set([...(hinted === undefined ? [] : [hinted]), ...people])].slice(0, maxShown)
  const checked = hinted ?? (username === undefined ? shown[0] : undefined)
  const typed = hinted === undefined ? (username ?? "") : ""
  return html`<fieldset>
<legend>Who signs in?</legend>
<div class="people">
${shown.map(
  (person) => html`<label class="person"><input type="radio" name="person" value="${person.username}"${
    person === checked ? html` checked` : ""
  }><span>${person.name}<small>${person.username}</small></span></label>
`,
)}</div>
<label class="field">Someone else
<input name="username" value="${typed}" placeholder="name@contoso.onmicrosoft.com" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="else"></label>
<small id="else">If you enter a name here, it is used instead.</small>
</fieldset>`
}

/** The name of the chosen person. A typed name takes precedence. */
export const chosenUsername = (form: OAuthForm): string | undefined =>
  form.get("username")?.trim() || form.get("person") || undefined
