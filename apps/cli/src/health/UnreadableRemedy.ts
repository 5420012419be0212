/** What to do about a connector that can't be read. Every command that meets one says it, not only the checks. */
export const unreadableRemedy = "Correct the property with `odj update ID`, if the service allows updates."
