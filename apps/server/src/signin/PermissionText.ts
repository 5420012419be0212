/** What permissions let an application do, in the words of the sign-in page. */
import { readPermission, readWritePermission } from "@odj/graph-wire"
import { type Html, html } from "../http/Html.ts"

const texts: ReadonlyMap<string, string> = new Map([
  [readWritePermission, "Read, create, change and delete the tenant's domain join connectors"],
  [readPermission, "Read the tenant's domain join connectors"],
  [".default", "Do everything that it is permitted to do"],
  ["User.Read", "Read your profile"],
  ["openid", "Know who you are"],
  ["profile", "See your name and your user name"],
  ["email", "See your email address"],
  ["offline_access", "Keep its access after you close it"],
])

const line = (name: string): Html => {
  const text = texts.get(name)
  return text === undefined ? html`<code>${name}</code>` : html`${text} <small><code>${name}</code></small>`
}

/** What an application requests, in words if there are some. A permission of another API than Graph begins with the API. */
export const permissionList = (names: ReadonlyArray<string>): Html => html`<h2>It asks to</h2>
<ul>
${names.map((name) => html`<li>${line(name)}</li>\n`)}</ul>`
