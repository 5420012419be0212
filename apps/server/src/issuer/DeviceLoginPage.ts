/** The page on which a user approves a device's sign-in. It has no scripts and loads nothing. */
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

/** The form, with the code filled in if it is known. */
const form = (code = "") => html`<form method="post">
<p><label>Code <input name="user_code" value="${code}" required autofocus autocomplete="off"></label></p>
<p><button name="decision" value="approved">Approve</button>
<button name="decision" value="declined">Decline</button></p>
</form>`

export const codePage = (code: string | undefined): HttpResponse =>
  page(
    200,
    html`<p>Enter the code that your device shows.</p>
${form(code)}`,
  )

export const codeRefusedPage = (code: string | undefined): HttpResponse =>
  page(
    400,
    html`<p role="alert">This code is unknown, expired or already used. Check it, or start again on the device.</p>
${form(code)}`,
  )

export const decisionPage = (decision: "approved" | "declined"): HttpResponse =>
  page(200, html`<p>You ${decision} the sign-in. You can close this page.</p>`)
