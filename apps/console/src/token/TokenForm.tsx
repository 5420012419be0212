/** The form for a token: for whom, what it permits, and how long. */
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
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

interface TextFieldProps {
  readonly form: TokenFormProps
  readonly name: "tenant" | "user" | "appId" | "further"
  readonly label: string
  readonly hint: string
  readonly placeholder?: string
  readonly suggestions?: ReadonlyArray<readonly [value: string, label: string]>
}

const TextField = ({ form, name, label, hint, placeholder, suggestions = [] }: TextFieldProps) => {
  const id = `token-${name}`
  const targets = name === "further" ? ["roles", "scopes"] : [name]
  const problems = messagesFor(form.problems, ...targets)
  return (
    <Field id={id} label={label} hint={hint} problems={problems}>
      <input
        id={id}
        value={form.draft[name]}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        list={suggestions.length > 0 ? `${id}-list` : undefined}
        aria-describedby={describedBy(id)}
        aria-invalid={problems.length > 0}
        onInput={({ currentTarget }) => form.onChange({ [name]: currentTarget.value })}
      />
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map(([text, title]) => (
            <option key={text} value={text} label={title} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

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

export const TokenForm = (form: TokenFormProps) => {
  const { draft, problems, isMaking, onChange, onSubmit } = form
  const { people = [], applications = [] } = status.value?.issuer ?? {}
  const isPerson = draft.kind === "person"
  const lifetimeProblems = messagesFor(problems, "expiresIn")
  const element = useRef<HTMLFormElement>(null)
  // The first field that has a problem is the one to correct.
  useLayoutEffect(
    () => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
    [problems],
  )
  return (
    <form
      class="card form"
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <TextField
        form={form}
        name="tenant"
        label="Tenant"
        placeholder={defaultTenant}
        hint="A GUID or a domain. Each tenant has its own connectors."
        suggestions={tenantSuggestions()}
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
          form={form}
          name="user"
          label="Person"
          placeholder="The first person of the tenant"
          hint="Such as ada@contoso.onmicrosoft.com"
          suggestions={people.map(({ username, name }) => [username, name])}
        />
      )}
      <TextField
        form={form}
        name="appId"
        label="Application"
        placeholder="The default application"
        hint="Its id (client id)"
        suggestions={applications.map(({ appId, displayName }) => [appId, displayName])}
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
      <TextField form={form} name="further" label="Other permissions" hint="Separated by spaces" />
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
