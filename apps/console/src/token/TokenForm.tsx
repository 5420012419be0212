/** The form for a token: for whom, what it permits, and how long. */
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import type { ComponentChildren } from "preact"
import type { CallProblem } from "../api/CallFailed.ts"
import { status } from "../api/Status.ts"
import { Button } from "../ui/Button.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { secondsIn, type TokenDraft } from "./TokenDraft.ts"

interface TokenFormProps {
  readonly draft: TokenDraft
  readonly problems: ReadonlyArray<CallProblem>
  readonly isMaking: boolean
  readonly onChange: (change: Partial<TokenDraft>) => void
  readonly onSubmit: () => void
}

const permissions = [
  [readPermission, "Read connectors"],
  [readWritePermission, "Read and write connectors"],
] as const

/** The messages of the problems with a property, or with a part of it. */
const messagesFor = (problems: ReadonlyArray<CallProblem>, ...names: ReadonlyArray<string>) =>
  problems.filter(({ target }) => names.includes(target.split("/")[0] ?? "")).map(({ message }) => message)

interface TextProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint?: string
  readonly placeholder?: string
  readonly problems: ReadonlyArray<string>
  readonly suggestions?: ReadonlyArray<readonly [value: string, label: string]>
  readonly onInput: (text: string) => void
}

const TextField = ({
  id,
  label,
  value,
  hint,
  placeholder,
  problems,
  suggestions = [],
  onInput,
}: TextProps) => (
  <Field id={id} label={label} hint={hint} problems={problems}>
    <input
      id={id}
      value={value}
      placeholder={placeholder}
      spellcheck={false}
      autocomplete="off"
      list={suggestions.length > 0 ? `${id}-list` : undefined}
      aria-describedby={describedBy(id)}
      aria-invalid={problems.length > 0}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
    {suggestions.length > 0 && (
      <datalist id={`${id}-list`}>
        {suggestions.map(([text, name]) => (
          <option key={text} value={text} label={name} />
        ))}
      </datalist>
    )}
  </Field>
)

const Group = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <fieldset class="token-group">
    <legend>{title}</legend>
    <div>{children}</div>
  </fieldset>
)

const tenantSuggestions = () => {
  const { tenants = [], issuer } = status.value ?? {}
  const ids = [...tenants, ...(issuer?.people ?? [])].map(({ tenant }) => tenant)
  const nameOf = (id: string) => (id === defaultTenant ? "The default tenant" : id)
  return [...new Set([defaultTenant, ...ids])].map((id) => [id, nameOf(id)] as const)
}

export const TokenForm = ({ draft, problems, isMaking, onChange, onSubmit }: TokenFormProps) => {
  const { people = [], applications = [] } = status.value?.issuer ?? {}
  const isPerson = draft.kind === "person"
  const lifetimeProblems = messagesFor(problems, "expiresIn")
  const permissionProblems = messagesFor(problems, "roles", "scopes")
  return (
    <form
      class="card form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <TextField
        id="token-tenant"
        label="Tenant"
        value={draft.tenant}
        placeholder={defaultTenant}
        hint="A GUID or a domain. Each tenant has its own connectors."
        problems={messagesFor(problems, "tenant")}
        suggestions={tenantSuggestions()}
        onInput={(tenant) => onChange({ tenant })}
      />
      <Group title="For">
        {(["application", "person"] as const).map((kind) => (
          <label class="check" key={kind}>
            <input
              type="radio"
              name="token-kind"
              checked={draft.kind === kind}
              onChange={() => onChange({ kind })}
            />
            {kind === "application" ? "An application" : "A person"}
          </label>
        ))}
      </Group>
      {isPerson && (
        <TextField
          id="token-user"
          label="Person"
          value={draft.user}
          placeholder="The first person of the tenant"
          hint="Such as ada@contoso.onmicrosoft.com"
          problems={messagesFor(problems, "user")}
          suggestions={people.map(({ username, name }) => [username, name])}
          onInput={(user) => onChange({ user })}
        />
      )}
      <TextField
        id="token-app"
        label="Application"
        value={draft.appId}
        placeholder="The default application"
        hint="Its id (client id)"
        problems={messagesFor(problems, "appId")}
        suggestions={applications.map(({ appId, displayName }) => [appId, displayName])}
        onInput={(appId) => onChange({ appId })}
      />
      <Group title="Permissions">
        {permissions.map(([name, title]) => (
          <label class="check" key={name}>
            <input
              type="checkbox"
              checked={draft.permissions.includes(name)}
              onChange={({ currentTarget }) =>
                onChange({
                  permissions: currentTarget.checked
                    ? [...draft.permissions, name]
                    : draft.permissions.filter((other) => other !== name),
                })
              }
            />
            <span>
              {title}
              <small class="token-permission">{name}</small>
            </span>
          </label>
        ))}
      </Group>
      <TextField
        id="token-further"
        label="Other permissions"
        value={draft.further}
        hint="Separated by spaces"
        problems={permissionProblems}
        onInput={(further) => onChange({ further })}
      />
      <Field id="token-lifetime" label="Lifetime" hint="1 minute to 24 hours" problems={lifetimeProblems}>
        <div class="token-lifetime">
          <input
            id="token-lifetime"
            inputMode="decimal"
            autocomplete="off"
            value={draft.lifetime}
            aria-describedby={describedBy("token-lifetime")}
            aria-invalid={lifetimeProblems.length > 0}
            onInput={({ currentTarget }) => onChange({ lifetime: currentTarget.value })}
          />
          <select
            aria-label="Unit of the lifetime"
            value={draft.unit}
            onChange={({ currentTarget }) => onChange({ unit: currentTarget.value as TokenDraft["unit"] })}
          >
            {Object.keys(secondsIn).map((unit) => (
              <option key={unit} value={unit}>
                {unit}
              </option>
            ))}
          </select>
        </div>
      </Field>
      <div class="actions">
        <Button kind="main" type="submit" disabled={isMaking}>
          Make token
        </Button>
      </div>
    </form>
  )
}
