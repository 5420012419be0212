/** Chooses the tenant that the page shows. Only with tokens of the control can the page choose. */
import { defaultTenant } from "@odj/graph-wire"
import { tenant } from "../api/Session.ts"
import { consoleSettings } from "../api/Settings.ts"
import { status } from "../api/Status.ts"
import { numberText } from "../ui/Counted.ts"

const label = (name: string, connectors = 0) => `${name} (${numberText(connectors)})`

export const TenantSwitch = () => {
  const tenants = new Map(status.value?.tenants?.map((one) => [one.tenant, one.connectors]))
  // A tenant that was granted can still be without connectors.
  const granted = status.value?.issuer?.people.map((person) => person.tenant) ?? []
  const others = new Set([...tenants.keys(), ...granted, tenant.value ?? defaultTenant])
  others.delete(defaultTenant)
  if (consoleSettings.value?.tokens !== "control" || others.size === 0) return null
  return (
    <label class="tenant">
      <span>Tenant</span>
      <select
        value={tenant.value ?? ""}
        onChange={({ currentTarget: { value } }) => {
          tenant.value = value || undefined
        }}
      >
        <option value="">{label("Default", tenants.get(defaultTenant))}</option>
        {[...others].map((id) => (
          <option key={id} value={id}>
            {label(id, tenants.get(id))}
          </option>
        ))}
      </select>
    </label>
  )
}
