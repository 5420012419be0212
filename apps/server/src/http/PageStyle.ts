/** The style that the server's pages share: light and dark, wide and narrow screens, system fonts. */

export const pageStyle = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --raised: #f5f6f8; --line: #d9dde3; --text: #1c2128; --faint: #57606a; --link: #0b57b7;
  --get: #0b57b7; --post: #12703a; --patch: #8a4b00; --delete: #b3261e;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171c; --raised: #1d2128; --line: #353b45; --text: #e6e9ee; --faint: #a3acb8; --link: #86b8ff;
    --get: #86b8ff; --post: #6fd394; --patch: #f2b765; --delete: #ff9b92;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
code { overflow-wrap: anywhere; }
pre code { font-size: inherit; overflow-wrap: normal; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.3rem; }
h3 { font-size: 1.1rem; }
h4 { font-size: 0.8rem; letter-spacing: 0.04em; text-transform: uppercase; color: var(--faint); margin: 1.5rem 0 0.5rem; }
p { margin: 0.6rem 0; max-width: 42rem; }
.faint { color: var(--faint); }
dl { margin: 0; }
dl.rows { display: grid; grid-template-columns: minmax(8rem, 15rem) minmax(0, 1fr); }
dl.rows > dt, dl.rows > dd { border-top: 1px solid var(--line); padding: 0.5rem 0; margin: 0; }
dl.rows > dt { padding-right: 1rem; }
dl.rows > dt:first-of-type, dl.rows > dd:first-of-type { border-top: 0; }
button {
  font: inherit; padding: 0.4rem 1.1rem; cursor: pointer; color: var(--text); background: var(--back);
  border: 1px solid var(--line); border-radius: 0.3rem;
}
button:hover { border-color: var(--link); }
@media (max-width: 52rem) {
  dl.rows { display: block; }
  dl.rows > dd { border-top: 0; padding-top: 0; }
  dl.rows > dt { padding-bottom: 0.15rem; }
}
`
