/** The control of a server that becomes a test double only when the first request for its control arrives. */
import { Effect } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import type { HttpControl } from "../server/HttpControl.ts"
import { makeEntrance } from "./ControlEntrance.ts"
import { doubleFailed } from "./ControlFailure.ts"

export interface LazyControl extends HttpControl {
  /** Whether the control allows this request, so that the server has to be a test double. */
  readonly isOpenTo: (request: HttpRequest) => boolean
}

/**
 * Makes the control until the server is a test double, without a token. It has the rules of the control that then replaces it.
 * It gets a request that it allows only if the server can't become a test double; `reason` says why.
 */
export const makeLazyControl = (reason: () => string): LazyControl => {
  const entrance = makeEntrance(undefined, undefined)
  return { ...entrance, around: () => entrance.around(() => Effect.suspend(() => doubleFailed(reason()))) }
}
