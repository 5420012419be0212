/** What is recorded of a request and its response. */
import { base } from "../api/Base.ts"
import { trustOptions } from "../api/Curl.ts"
import { hrefOf, route } from "../route/Route.ts"
import { Age } from "../ui/Age.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { CopyId } from "../ui/CopyId.tsx"
import { Fact } from "../ui/Fact.tsx"
import { shortenMiddle } from "../ui/ShortenMiddle.ts"
import { BatchFacts } from "./BatchFacts.tsx"
import { MessageView } from "./MessageView.tsx"
import { Pairs } from "./Pairs.tsx"
import { ProblemView } from "./ProblemView.tsx"
import type { RecordedRequest } from "./RecordedRequest.ts"
import { requestCurl } from "./RequestCurl.ts"
import { durationText, faultText, isHiddenChange, outcomeText } from "./RequestText.ts"
import { ChangedMark, MethodWord, StatusWord } from "./RequestWords.tsx"
import { TokenView } from "./TokenView.tsx"

/** The most characters of a URL that are shown. The command has all of them. */
const longestUrl = 300

const IdFact = ({ name, id }: { readonly name: string; readonly id: string | undefined }) =>
  id === undefined ? null : (
    <Fact name={name}>
      <CopyId id={id} />
    </Fact>
  )

const Facts = ({ request }: { readonly request: RecordedRequest }) => {
  const { time, milliseconds, operation, connector, caller, idempotencyKey, faults } = request
  return (
    <dl class="facts ids">
      <Fact name="Time">
        <Age at={Date.parse(time)} text={time} />
      </Fact>
      {milliseconds !== undefined && <Fact name="Duration">{durationText(milliseconds)}</Fact>}
      <Fact name="Operation">{operation ?? "unknown"}</Fact>
      {faults !== undefined && (
        <Fact name="Struck by">
          <bdi>{faults.map(faultText).join(", ")}</bdi> (<a href={hrefOf({ section: "faults" })}>Faults</a>)
        </Fact>
      )}
      {connector !== undefined && (
        <Fact name="Connector">
          <a href={hrefOf({ section: "connectors", id: connector })}>
            <bdi>{connector}</bdi>
          </a>{" "}
          (<a href={hrefOf({ ...route.value, query: { connector } })}>its requests</a>)
        </Fact>
      )}
      <BatchFacts request={request} />
      <IdFact name="Tenant" id={caller?.tenant} />
      <IdFact name="Application" id={caller?.application} />
      <IdFact name="User" id={caller?.user} />
      <IdFact name="Key" id={idempotencyKey} />
      <IdFact name="request-id" id={request.requestId} />
      <IdFact name="client-request-id" id={request.clientRequestId} />
    </dl>
  )
}

const Curl = ({ request }: { readonly request: RecordedRequest }) => {
  const { command, variables } = requestCurl(request, base.href, trustOptions("--cacert"))
  return (
    <section class="stack request-part" aria-label="As curl">
      <h3>As curl</h3>
      {variables.length > 0 && (
        <p>
          <small>
            Secrets are not recorded. Set <code>{variables.join(", ")}</code> first.
          </small>
        </p>
      )}
      <pre>{command}</pre>
      <CopyButton text={command} />
    </section>
  )
}

export const RequestDetails = ({ request }: { readonly request: RecordedRequest }) => {
  const { method, path, query, response, token } = request
  const url = query === "" ? path : `${path}?${query}`
  const parameters = [...new URLSearchParams(query)]
  return (
    <>
      <div class="request-line">
        <p>
          <MethodWord method={method} />{" "}
          <code>
            <bdi>{shortenMiddle(url, longestUrl)}</bdi>
          </code>
        </p>
        <p class="line">
          <StatusWord request={request} />
          <ChangedMark request={request} />
        </p>
      </div>
      {isHiddenChange(request) && (
        <p class="problem">
          The request changed a connector, but the client got: {outcomeText(request)}. A retry must not make
          the change twice.
        </p>
      )}
      <ProblemView body={response?.body} />
      <Facts request={request} />
      <section class="stack request-part" aria-label="Request">
        <h3>Request</h3>
        {parameters.length > 0 && <Pairs entries={parameters} />}
        <MessageView message={request} />
      </section>
      {token !== undefined && <TokenView token={token} />}
      <section class="stack request-part" aria-label="Response">
        <h3>Response</h3>
        {response === undefined ? (
          <p class="faint">The client got none: {outcomeText(request)}.</p>
        ) : (
          <MessageView message={response} />
        )}
      </section>
      <Curl request={request} />
    </>
  )
}
