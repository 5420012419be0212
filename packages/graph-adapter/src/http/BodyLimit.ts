/** The size of the largest body that is read. No response of the service, or of an issuer of tokens, is larger. */
import { ByteSize } from "effect"

export const bodyLimit = ByteSize.mebibytes(4)
