/** The style of the pages on which a person signs in: one column, which fits a phone and a popup. */
import { pageStyle } from "../http/PageStyle.ts"

export const signInStyle = `${pageStyle}
main { max-width: 34rem; margin: 0 auto; padding: clamp(1.25rem, 8vh, 5rem) 1rem 2rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.75rem 0 0.4rem; }
dl.rows { margin: 1.25rem 0; grid-template-columns: 9rem minmax(0, 1fr); }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: 0.4rem 0; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li code { display: block; color: var(--faint); }
fieldset { border: 0; margin: 1.75rem 0 0; padding: 0; min-width: 0; }
legend { padding: 0; font-weight: 600; margin-bottom: 0.5rem; }
.person {
  display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.75rem; align-items: center;
  padding: 0.6rem 0.75rem; margin-bottom: 0.5rem; border: 1px solid var(--line); border-radius: 0.3rem; cursor: pointer;
}
.person:hover { border-color: var(--link); }
.person:has(:checked) { border-color: var(--link); background: var(--raised); }
.person small { display: block; }
.person input { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--link); }
.field { display: block; }
.field small { display: block; }
.field input {
  display: block; width: 100%; margin: 0.3rem 0; padding: 0.4rem 0.6rem; font: 1rem/1.5 var(--mono);
  color: var(--text); background: var(--back); border: 1px solid var(--faint); border-radius: 0.3rem;
}
.field.code input { max-width: 16rem; font-size: 1.1rem; }
fieldset:has(.field input:not(:placeholder-shown)) .person { opacity: 0.6; }
small { font-size: 0.875rem; color: var(--faint); }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; }
.main { color: var(--back); background: var(--link); border-color: var(--link); }
[role="alert"] { border-left: 3px solid var(--delete); padding-left: 0.85rem; }
`
