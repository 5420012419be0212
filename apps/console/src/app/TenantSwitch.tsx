/** Chooses the tenant that the page shows. Only with tokens of the control can the page choose. */
import { tenant } from "../api/Session.ts"
import { consoleSettings } from "../api/Settings.ts"
import { status } from "../api/Status.ts"
import { numberText } from "../ui/Counted.ts"

/** What a tenant without connectors, such as the one that is chosen, has in the list as well. */
const listed = (chosen: string | undefined) => {
  const tenants = status.value?.tenants ?? []
  return chosen === undefined || tenants.some((one) => one.tenant === chosen)
    ? tenants
    : [...tenants, { tenant: chosen, connectors: 0 }]
}

export const TenantSwitch = () => {
  const all = listed(tenant.value)
  if (consoleSettings.value?.tokens !== "control" || all.length === 0) return null
  return (
    <label class="tenant">
      <span>Tenant</span>
      <select
        value={tenant.value ?? ""}
        onChange={({ currentTarget }) => {
          tenant.value = currentTarget.value === "" ? undefined : currentTarget.value
        }}
      >
        <option value="">Default</option>
        {all.map(({ tenant: id, connectors }) => (
          <option key={id} value={id}>
            {id} ({numberText(connectors)})
          </option>
        ))}
      </select>
    </label>
  )
}
