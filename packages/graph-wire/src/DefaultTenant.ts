/** The default tenant of `odj` and `odj-server`. */

/** A GUID made for odj; it is not a tenant of Microsoft's. It must not change: databases store connectors under it. */
export const defaultTenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"
