/** The reference's example, as a caller creates it and as a service returns it. */
import { exampleConnector, withId } from "@odj/domain"

export const seed = exampleConnector

export const stored = withId("5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d", seed)
