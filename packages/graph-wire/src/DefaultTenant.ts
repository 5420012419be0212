/** The tenant that `odj` and `odj-server` work in where nobody names one. */

/**
 * A GUID of odj's own, and no tenant of Microsoft's. Databases hold connectors under it: another one would hide them.
 */
export const defaultTenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"
