/**
 * Sessions: each has the person who is signed in to a browser, and is found by a cookie.
 *
 * A browser gets its cookie with the first page, before a person signs in. Each sign-in replaces it, so an attacker who has set
 * the cookie can't use the session. A decision on a page needs a token that is derived from the cookie and the request.
 */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto"
import { Duration } from "effect"
import type { Application, Person } from "../directory/Directory.ts"
import { BoundedMap } from "../memory/BoundedMap.ts"

export interface Session {
  /** The claim `sid`. Clients know it, so it differs from the cookie. */
  readonly id: string
  readonly person: Person
  /** In milliseconds since 1970. */
  readonly signedInAt: number
  usedAt: number
  /** What the person has approved, by `approvalKey`. */
  readonly approved: Map<string, true>
  /** The applications that it was used for, by their ids. */
  readonly applications: Map<string, Application>
}

/** How long a session lasts without use, in milliseconds, as in Entra. */
const lifetime = Duration.toMillis("24 hours")

/** How long a page can be decided on, in milliseconds. */
const pageLifetime = Duration.toMillis("1 hour")

const maxSessions = 1_000
const maxApproved = 200
const maxApplications = 50

const newCookie = () => randomBytes(32).toString("base64url")

const isCookie = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text)

export type Sessions = ReturnType<typeof makeSessions>

/** The sessions of one issuer. `now` is in milliseconds since 1970, and `cookie` the value that a browser sent. */
export const makeSessions = () => {
  const sessions = new BoundedMap<string, Session>(maxSessions)
  const key = randomBytes(32)

  const sign = (cookie: string, request: string, expiresAt: number) =>
    `${expiresAt}.${createHmac("sha256", key)
      .update(JSON.stringify([cookie, request, expiresAt]))
      .digest("base64url")}`

  return {
    /** The session of a browser. */
    of: (cookie: string | undefined, now: number): Session | undefined => {
      const session = cookie === undefined ? undefined : sessions.get(cookie)
      if (session === undefined || now - session.usedAt >= lifetime) return undefined
      session.usedAt = now
      return session
    },

    /** Signs a person in. Returns the new session and its cookie. */
    begin: (old: string | undefined, person: Person, now: number) => {
      if (old !== undefined) sessions.delete(old)
      const session: Session = {
        person,
        id: randomUUID(),
        signedInAt: now,
        usedAt: now,
        approved: new BoundedMap(maxApproved),
        applications: new BoundedMap(maxApplications),
      }
      const cookie = newCookie()
      sessions.set(cookie, session)
      return { session, cookie }
    },

    /** Ends a session, and returns it. */
    end: (cookie: string | undefined): Session | undefined => {
      const session = cookie === undefined ? undefined : sessions.get(cookie)
      if (cookie !== undefined) sessions.delete(cookie)
      return session
    },

    /** The browser's cookie, or a new one. */
    browser: (cookie: string | undefined): string => (isCookie(cookie) ? cookie : newCookie()),

    /** The token of a page that shows a request to a browser. */
    pageToken: (browser: string, request: string, now: number): string =>
      sign(browser, request, now + pageLifetime),

    /** Whether a token is that of a page which this browser got for this request, at most an hour ago. */
    isPageToken: (token: string, browser: string | undefined, request: string, now: number): boolean => {
      const expiresAt = Number(/^\d{1,15}(?=\.)/.exec(token)?.[0])
      if (browser === undefined || !(now < expiresAt)) return false
      const expected = Buffer.from(sign(browser, request, expiresAt))
      const given = Buffer.from(token)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
