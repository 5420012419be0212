/** The pages on which a person approves a device's sign-in. They have no scripts. */
import { type Html, html } from "../http/Html.ts"
import { htmlPages } from "../http/HtmlPage.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import type { DeviceRequest } from "./DeviceCodes.ts"
import { permissionList } from "./PermissionText.ts"
import { type PeopleShown, personFields } from "./PersonFields.ts"
import { signInStyle } from "./SignInStyle.ts"

const pages = htmlPages({ style: signInStyle, forms: "own" })

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
<label class="field code">Code <input name="user_code" value="${code}" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"></label>
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

/** Shows the application and what it requests, and asks for the person and the decision. */
export const requestPage = (
  code: string,
  { appId, tenant, scopes }: DeviceRequest,
  name: string,
  people: PeopleShown,
  problem?: string,
): HttpResponse =>
  page(
    html`${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
<p><strong>${name}</strong> asks you to sign in on a device. Approve only a sign-in that you started yourself.</p>
<dl class="rows">
<dt>Code on the device</dt><dd><code>${code}</code></dd>
${name === appId ? "" : html`<dt>Application</dt><dd><code>${appId}</code></dd>\n`}<dt>Tenant</dt><dd>${tenant === undefined ? "the one in your user name" : html`<code>${tenant}</code>`}</dd>
</dl>
<form method="post">
<input type="hidden" name="user_code" value="${code}">
${personFields(people)}
${permissionList(scopes)}
<p class="buttons"><button class="main" name="decision" value="approved">Approve</button>
<button name="decision" value="declined">Decline</button></p>
</form>`,
    problem === undefined ? 200 : 400,
  )

/** Confirms the decision. */
export const decisionPage = (decision: "approved" | "declined"): HttpResponse =>
  page(html`<p>You ${decision} the sign-in. You can close this page.</p>`)
