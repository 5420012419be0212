/** A fault as a sentence for a person, such as `Creates: the next 2 get 503 after the commit, with Retry-After 5 s`. */
import { isolated } from "../ui/Isolated.ts"

/** A fault as JSON. Its members are those of the schema of faults; a newer server may have more of them. */
export type FaultJson = Readonly<Record<string, unknown>>

/** What a fault can be on, in words. */
const subjects: Readonly<Record<string, string>> = {
  create: "creates",
  get: "reads of one connector",
  list: "lists",
  count: "counts",
  update: "updates",
  delete: "deletes",
  batch: "batches",
  metadata: "reads of $metadata",
  serviceDocument: "reads of the service document",
  singleton: "reads of /beta/deviceManagement",
  authorize: "sign-ins",
  logout: "sign-outs",
  token: "token requests",
  deviceCode: "device code requests",
  userInfo: "requests for user info",
  keys: "reads of the signing keys",
  discovery: "reads of the discovery document",
  instanceDiscovery: "instance discoveries",
  connection: "new connections",
}

/** What happens to a connection, after "get". */
const breaks: Readonly<Record<string, string>> = {
  reset: "a reset of the connection",
  close: "a closed connection",
  noResponse: "no response at all",
  cutBody: "half of the body and then a reset",
  wrongLength: "a body that is shorter than its Content-Length",
}

/** The flaws of tokens, after "get". */
const tokens: Readonly<Record<string, string>> = {
  expired: "an expired token",
  notYetValid: "a token that is not yet valid",
  otherAudience: "a token for another audience",
  otherTenant: "a token of another tenant",
  invalidSignature: "a token with an invalid signature",
  withoutPermissions: "a token without permissions",
}

/** The flaws of certificates, after "get". */
const certificates: Readonly<Record<string, string>> = {
  expired: "an expired certificate",
  otherHost: "a certificate for another host",
  untrusted: "an untrusted certificate",
}

const wordFor = (words: Readonly<Record<string, string>>, name: unknown): string =>
  words[String(name)] ?? String(name)

/** What a fault can be on, in words. A name that this page does not know stands for itself. */
export const subjectOf = (name: string): string => wordFor(subjects, name)

/** Begins with a capital letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const listed = (texts: ReadonlyArray<string>): string =>
  texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`

/** A value that a person gave. */
const given = (value: unknown): string => {
  const text = JSON.stringify(value)
  return isolated(text.length > 80 ? `${text.slice(0, 79)}…` : text)
}

/** Such as `300 ms` or `6 days`. */
const duration = (value: unknown): string =>
  typeof value === "number" ? `${value} ms` : String(value).replace(/ millis?$/, " ms")

const callerNames = ["tenant", "application", "user"]

const conditionOf = ([name, value]: readonly [string, unknown]): string =>
  callerNames.includes(name) ? `of ${name} ${given(value)}` : `with ${name} ${given(value)}`

const subjectsOf = ({ on, when }: FaultJson): string => {
  const names =
    on === undefined ? ["operations on connectors"] : [on].flat().map((name) => wordFor(subjects, name))
  const conditions = Object.entries(when ?? {}).map(conditionOf)
  return capital([listed(names), ...conditions].join(" "))
}

interface Limit {
  readonly requests: number
  readonly per: unknown
  readonly by: string
}

/** The parts that there are. */
const present = (...parts: ReadonlyArray<string | false>): ReadonlyArray<string> =>
  parts.filter((part) => part !== false)

/** Which of the requests are struck, and the verb after that. */
interface Struck {
  readonly text: string
  readonly verb: "get" | "gets" | "got"
  readonly isOne: boolean
}

const rateText = (rate: unknown, seed: unknown) =>
  `${Number((Number(rate) * 100).toPrecision(6))} % at random${seed === undefined ? "" : ` (seed ${seed})`}`

const limitText = ({ requests, per, by }: Limit) =>
  `those beyond ${requests} in ${duration(per)} of one ${by}`

const struckOf = ({ limit, rate, seed, nth, times }: FaultJson, struck: number): Struck => {
  const left = typeof times === "number" ? times - struck : undefined
  const isOver = left !== undefined && left <= 0
  const count = isOver ? times : left
  const isOne = count === 1 || (count === undefined && (nth !== undefined || rate === undefined))
  const from = nth === undefined ? "" : ` from number ${nth} on`
  const parts = present(
    count !== undefined && `${isOver ? "" : "the next "}${isOne ? "one" : count}${from}`,
    count === undefined && nth !== undefined && `number ${nth}`,
    count === undefined && nth === undefined && rate === undefined && "each",
    rate !== undefined && rateText(rate, seed),
    limit !== undefined && limitText(limit as Limit),
  )
  return { text: parts.join(" of "), verb: isOver ? "got" : isOne ? "gets" : "get", isOne }
}

/** The members of an outcome that say what goes wrong, with the words for their values. */
const wrongs = { connection: breaks, token: tokens, certificate: certificates }

const mainOf = (outcome: FaultJson): string => {
  if (outcome.status !== undefined) return String(outcome.status)
  for (const [name, words] of Object.entries(wrongs))
    if (outcome[name] !== undefined) return wordFor(words, outcome[name])
  return outcome.delay === undefined ? given(outcome) : "their response late"
}

const outcomeOf = (outcome: unknown): string => {
  if (typeof outcome !== "object" || outcome === null) return wordFor(breaks, outcome)
  const { delay, after, code, message, body, retryAfter, headers } = outcome as FaultJson
  const details = [
    ...present(
      retryAfter !== undefined && `Retry-After ${retryAfter} s`,
      code !== undefined && `code ${given(code)}`,
      message !== undefined && `message ${given(message)}`,
      body !== undefined && `body ${given(body)}`,
    ),
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${given(value)}`),
  ]
  return present(
    `${mainOf(outcome as FaultJson)}${after === undefined ? "" : ` after the ${after}`}`,
    details.length > 0 && `with ${listed(details)}`,
    delay !== undefined && `${duration(delay)} after the request at the earliest`,
  ).join(", ")
}

/** `struck` is how often the fault has struck, so that the sentence says how many are left. */
export const faultSentence = (fault: FaultJson, struck = 0): string => {
  const { text, verb, isOne } = struckOf(fault, struck)
  const outcome = outcomeOf(fault.with)
  return `${subjectsOf(fault)}: ${text} ${verb} ${isOne ? outcome.replace(/^their /, "its ") : outcome}`
}
