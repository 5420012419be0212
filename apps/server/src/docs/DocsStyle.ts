/** The style of the documentation page: a column of links beside the content, or above it on a narrow screen. */
import { pageStyle } from "../http/PageStyle.ts"

export const docsStyle = `${pageStyle}
html { scroll-padding-top: 1rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--back); padding: 0.5rem; z-index: 1; }
.page { display: grid; grid-template-columns: 17rem minmax(0, 1fr); min-height: 100vh; }
.side { background: var(--raised); border-right: 1px solid var(--line); padding: 1.5rem 1.25rem; }
.side > div { position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem); overflow-y: auto; }
nav h2 { font-size: 0.8rem; letter-spacing: 0.04em; text-transform: uppercase; color: var(--faint); margin: 1.25rem 0 0.25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 0.2rem 0; color: var(--text); text-decoration: none; font-size: 0.925rem; }
nav a:hover { color: var(--link); text-decoration: underline; }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 4rem; max-width: 64rem; }
main > section { margin-top: 3rem; }
.url { font-family: var(--mono); font-size: 0.9rem; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1.75rem; }
.route { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; margin-top: 0.5rem; }
.method {
  font: 600 0.75rem/1 var(--mono); padding: 0.3rem 0.5rem; border: 1px solid currentColor; border-radius: 0.3rem;
  text-transform: uppercase;
}
.get { color: var(--get); } .post { color: var(--post); } .put, .patch { color: var(--patch); } .delete { color: var(--delete); }
dd p { margin: 0; }
dd dl.rows { display: block; border-left: 2px solid var(--line); padding-left: 0.85rem; margin-top: 0.4rem; }
dd dl.rows > dd { border-top: 0; padding-top: 0; }
dd dl.rows > dt { padding-bottom: 0.15rem; }
.kind { display: block; color: var(--faint); font-size: 0.85rem; }
pre {
  margin: 0; padding: 0.85rem 1rem; overflow-x: auto; background: var(--raised); border: 1px solid var(--line);
  border-radius: 0.4rem; line-height: 1.5; tab-size: 2;
}
.copied { position: relative; }
.copied button {
  position: absolute; top: 0.45rem; right: 0.45rem; font-size: 0.8rem; padding: 0.15rem 0.6rem;
}
details { margin-top: 0.4rem; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
details pre { margin-top: 0.5rem; }
@media (max-width: 52rem) {
  .page { display: block; }
  .side { border-right: 0; border-bottom: 1px solid var(--line); padding: 1.25rem 1rem; }
  .side > div { position: static; max-height: none; }
  nav { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0 1rem; }
  .copied:has(button) pre { padding-top: 2.5rem; }
}
@media print { .side { display: none; } .page { display: block; } }
`
