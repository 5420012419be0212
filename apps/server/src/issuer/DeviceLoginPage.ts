/** The page on which a person lets a device in. It has no scripts, and loads nothing. */
import { type Html, html } from "../http/Html.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"

const page = (status: number, content: Html): HttpResponse => ({
  status,
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
  },
  body: html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in a device</title>
<h1>Sign in a device</h1>
${content}
</html>
`.text,
})

/** The form, with the code in it where one is known. */
const form = (code = "") => html`<form method="post">
<p><label>Code <input name="user_code" value="${code}" required autofocus autocomplete="off"></label></p>
<p><button name="decision" value="approved">Approve</button>
<button name="decision" value="declined">Decline</button></p>
</form>`

export const askForCode = (code: string | undefined): HttpResponse => page(200, form(code))

export const codeUnknown = (code: string | undefined): HttpResponse =>
  page(
    400,
    html`<p role="alert">There is no such code, or it has expired or been used.</p>
${form(code)}`,
  )

export const decided = (decision: "approved" | "declined"): HttpResponse =>
  page(200, html`<p>You have ${decision} the sign-in. You can close this page.</p>`)
