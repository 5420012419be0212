/** The pages on which a user approves a device's sign-in. They have no scripts. */
import { type Html, html } from "../http/Html.ts"
import { htmlPages } from "../http/HtmlPage.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { pageStyle } from "../http/PageStyle.ts"
import type { DeviceRequest } from "./DeviceCodes.ts"

const style = `${pageStyle}
main { max-width: 38rem; margin: 0 auto; padding: clamp(1.5rem, 10vh, 6rem) 1rem; }
dl.rows { margin: 1.5rem 0; grid-template-columns: 10rem minmax(0, 1fr); }
dd code { display: block; font-size: 0.8em; line-height: 1.9; }
label { display: block; }
input {
  display: block; width: 100%; max-width: 16rem; margin-top: 0.3rem; padding: 0.4rem 0.6rem; font: 1.1rem/1.5 var(--mono);
  color: var(--text); background: var(--back); border: 1px solid var(--faint); border-radius: 0.3rem;
}
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; }
.main { color: var(--back); background: var(--link); border-color: var(--link); }
[role="alert"] { border-left: 3px solid var(--delete); padding-left: 0.85rem; }
`

const pages = htmlPages({ style, hasForms: true })

const page = (content: Html, status?: number): HttpResponse =>
  pages(
    "Sign in a device",
    html`<main>
<h1>Sign in a device</h1>
${content}
</main>`,
    status,
  )

/** The form that asks for a code. */
const codeForm = (code = "") => html`<form>
<label>Code <input name="user_code" value="${code}" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"></label>
<p class="buttons"><button class="main">Continue</button></p>
</form>`

/** Asks for the code. */
export const codePage = (): HttpResponse =>
  page(html`<p>Enter the code that your device shows.</p>
${codeForm()}`)

/** Says that no sign-in waits for this code. */
export const codeRefusedPage = (code: string | undefined): HttpResponse =>
  page(
    html`<p role="alert">This code is unknown, expired or already used. Check it, or start again on the device.</p>
${codeForm(code)}`,
    400,
  )

/** Shows which application requests what, and asks for the user's decision. */
export const requestPage = (code: string, { appId, tenant, scopes }: DeviceRequest): HttpResponse =>
  page(html`<p>An application requests access from a device. Approve only a sign-in that you started yourself.</p>
<dl class="rows">
<dt>Code on the device</dt><dd><code>${code}</code></dd>
<dt>Application</dt><dd><code>${appId}</code></dd>
<dt>Tenant</dt><dd><code>${tenant}</code></dd>
<dt>Permissions</dt><dd>${scopes.map((scope) => html`<code>${scope}</code>`)}</dd>
</dl>
<form method="post">
<input type="hidden" name="user_code" value="${code}">
<p class="buttons"><button class="main" name="decision" value="approved">Approve</button>
<button name="decision" value="declined">Decline</button></p>
</form>`)

/** Confirms the decision. */
export const decisionPage = (decision: "approved" | "declined"): HttpResponse =>
  page(html`<p>You ${decision} the sign-in. You can close this page.</p>`)
