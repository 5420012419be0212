/** The pages of a sign-in in a browser. Only the page that posts a response has a script, and a button replaces it if scripts are off. */
import { graphResource } from "@odj/graph-wire"
import { type Html, html } from "../http/Html.ts"
import { htmlPages } from "../http/HtmlPage.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import type { FailureDescription } from "../oauth/OAuthFailure.ts"
import type { RequestedScopes } from "../oauth/RequestedScopes.ts"
import type { AuthorizeRequest, Destination } from "./AuthorizeRequest.ts"
import { permissionList } from "./PermissionText.ts"
import { type PeopleShown, personFields } from "./PersonFields.ts"
import { isWeb } from "./RedirectUris.ts"
import { signInStyle } from "./SignInStyle.ts"

const pages = htmlPages({ style: signInStyle, forms: "any" })

const page = (title: string, content: Html, status?: number): HttpResponse =>
  pages(
    title,
    html`<main>
<h1>${title}</h1>
${content}
</main>`,
    status,
  )

export interface SignInShown extends PeopleShown {
  readonly destination: Destination
  readonly request: AuthorizeRequest
  /** The id of the tenant; `undefined` if the chosen person's name decides. */
  readonly tenant: string | undefined
  /** The token of the page. */
  readonly token: string
  /** Why a decision was refused. */
  readonly problem?: string | undefined
}

/** Where the response goes, as people recognize it: a host, or the scheme of an app on this device. */
const placeOf = (url: URL): Html =>
  isWeb(url) ? html`<code>${url.host}</code>` : html`an app on this device, <code>${url.protocol}</code>`

/** The names of the requested permissions, those of an API first. */
const namesOf = ({ resource, permissions, openId, further }: RequestedScopes) => [
  ...permissions.map((name) => (resource === graphResource ? name : `${resource}/${name}`)),
  ...further,
  ...openId,
]

/** Asks who signs in, and whether the application gets what it requests. Its form posts to its own address. */
export const signInPage = ({
  destination,
  request,
  tenant,
  token,
  problem,
  ...people
}: SignInShown): HttpResponse => {
  const { application, url } = destination
  const { appId, displayName } = application
  return page(
    "Sign in",
    html`${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
<p><strong>${displayName}</strong> asks you to sign in.</p>
<dl class="rows">
${displayName === appId ? "" : html`<dt>Application</dt><dd><code>${appId}</code></dd>\n`}<dt>Continues at</dt><dd>${placeOf(url)}</dd>
<dt>Tenant</dt><dd>${tenant === undefined ? "the one in your user name" : html`<code>${tenant}</code>`}</dd>
</dl>
<form method="post">
<input type="hidden" name="token" value="${token}">
${personFields(people)}
${permissionList(namesOf(request.scopes))}
<p class="buttons"><button class="main" name="decision" value="approved">Approve</button>
<button name="decision" value="declined">Decline</button></p>
</form>
<p><small>This identity provider is for tests. It needs no password.</small></p>`,
    problem === undefined ? 200 : 400,
  )
}

/** Shows why a person can't be signed in, for a failure that must not be sent to the application. */
export const signInRefusedPage = ({ error_description, error_uri }: FailureDescription): HttpResponse =>
  page(
    "Sign-in failed",
    html`<p role="alert">${error_description}</p>
<p>The application sent a request that can't be responded to. Correct it there, and sign in again.</p>
<p><a href="${error_uri}" rel="noreferrer">What the number means</a></p>`,
    400,
  )

export const signedOutPage = (): HttpResponse =>
  page("Signed out", html`<p>You signed out. You can close this page.</p>`)

const submit = "document.forms[0].submit()"

const postingPages = htmlPages({ style: signInStyle, script: submit, forms: "any" })

/** Posts a response to a web address, at once or after a click. */
export const formPostPage = (address: string, parameters: URLSearchParams): HttpResponse =>
  postingPages(
    "Continue",
    html`<main>
<h1>Continue</h1>
<form method="post" action="${address}">
${Array.from(
  parameters,
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<p class="buttons"><button class="main">Continue to the application</button></p>
</form>
</main>`,
  )
