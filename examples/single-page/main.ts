/** The page: signs a person in, and shows and creates the connectors of their tenant. */
import { application, connectorNames, createConnector, scopes } from "./connectors.ts"

const element = (selector: string) => document.querySelector(selector) as HTMLElement

const show = async () => {
  const account = application.getActiveAccount()
  element("#signed-out").hidden = account !== null
  element("#signed-in").hidden = account === null
  if (account === null) return
  element("#user").textContent = account.username
  const items = (await connectorNames()).map((name) => {
    const item = document.createElement("li")
    item.textContent = name
    return item
  })
  element("ul").replaceChildren(...items)
}

/** Runs what a person asked for, and shows why it failed. */
const attempt = async (action: () => Promise<unknown>) => {
  element("[role=alert]").textContent = ""
  try {
    await action()
    await show()
  } catch (error) {
    element("[role=alert]").textContent = error instanceof Error ? error.message : String(error)
  }
}

const onClick = (selector: string, action: () => Promise<unknown>) =>
  element(selector).addEventListener("click", () => attempt(action))

onClick("#redirect", () => application.loginRedirect({ scopes }))
onClick("#popup", async () =>
  application.setActiveAccount((await application.loginPopup({ scopes })).account),
)
onClick("#sign-out", () => application.logoutRedirect())

element("form").addEventListener("submit", (event) => {
  event.preventDefault()
  const form = event.target as HTMLFormElement
  attempt(() => createConnector(String(new FormData(form).get("displayName"))))
})

await application.initialize()
await attempt(async () => {
  const result = await application.handleRedirectPromise()
  application.setActiveAccount(result?.account ?? application.getAllAccounts()[0] ?? null)
})
