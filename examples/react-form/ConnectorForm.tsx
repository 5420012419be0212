/** A form with the rules of the domain: react-hook-form takes the domain's schema as a Standard Schema. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema"
import { DomainJoinConnectorState, NewDomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import { useForm } from "react-hook-form"

const resolver = standardSchemaResolver(Schema.toStandardSchemaV1(NewDomainJoinConnector))

export function ConnectorForm({ onSubmit }: { onSubmit: (connector: NewDomainJoinConnector) => void }) {
  const {
    register,
    handleSubmit,
    formState: { errors },
  } = useForm({ resolver })
  return (
    <form onSubmit={handleSubmit(onSubmit)}>
      <p>
        <label>
          Name <input {...register("displayName")} />
        </label>{" "}
        {errors.displayName?.message}
      </p>
      <p>
        <label>
          Last connection <input {...register("lastConnectionDateTime")} />
        </label>{" "}
        {errors.lastConnectionDateTime?.message}
      </p>
      <p>
        <label>
          State{" "}
          <select {...register("state")}>
            {DomainJoinConnectorState.literals.map((state) => (
              <option key={state}>{state}</option>
            ))}
          </select>
        </label>{" "}
        {errors.state?.message}
      </p>
      <p>
        <label>
          Version <input {...register("version")} />
        </label>{" "}
        {errors.version?.message}
      </p>
      <button type="submit">Create</button>
    </form>
  )
}
