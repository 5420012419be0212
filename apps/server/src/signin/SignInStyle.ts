/** The style of the pages on which a person signs in: one column, which fits a phone and a popup. */
import { pageStyle } from "../http/PageStyle.ts"

export const signInStyle = `${pageStyle}
main { max-width: 34rem; margin: 0 auto; padding: clamp(1rem, 6vh, 4rem) 1rem 1rem; overflow-wrap: anywhere; }
h2, legend { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 0.4rem; padding: 0; }
dl.rows { display: grid; margin: 1rem 0 0; grid-template-columns: 7rem minmax(0, 1fr); }
dl.rows > dt, dl.rows > dd { border: 0; padding: 0.15rem 0; }
dt { color: var(--faint); }
ul { margin: 0; padding-left: 1.2rem; }
li { margin: 0.3rem 0; }
li small code { font-size: 0.8125rem; }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; min-width: 0; }
/* Keeps a right-to-left name from reordering the text around it. */
strong, code, .person span, .person small { unicode-bidi: isolate; }
.people { max-height: 25rem; overflow-y: auto; margin: -3px -3px 0.5rem; padding: 3px 3px 0; }
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
::placeholder { color: var(--faint); opacity: 1; }
.field.code input { max-width: 16rem; font-size: 1.1rem; }
fieldset:has(.field input:not(:placeholder-shown)) .person:has(:checked) { border-color: var(--line); background: none; }
small { font-size: 0.875rem; color: var(--faint); }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; }
.main { color: var(--back); background: var(--link); border-color: var(--link); }
[role="alert"] { border-left: 3px solid var(--delete); padding-left: 0.85rem; }
`
