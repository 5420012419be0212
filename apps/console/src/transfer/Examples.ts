/** 25 connectors as a company has them: servers at sites, in each state, with builds of several ages. */
import type { NewDomainJoinConnectorInput } from "@odj/domain"

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

const [current, webView2, supported, old] = ["6.2604.2003.4", "6.2504.2001.8", "6.2501.2000.5", "6.1902.1.3"]

/** Names, the time since the last contact in milliseconds, and builds. `undefined` stands for no contact. */
const servers: ReadonlyArray<readonly [name: string, silence: number | undefined, version: string]> = [
  ["BER-ODJ01.corp.contoso.com", 2 * minute, current],
  ["BER-ODJ02.corp.contoso.com", 4 * minute, current],
  ["MUC-ODJ01.corp.contoso.com", 7 * minute, current],
  ["PAR-ODJ01.corp.contoso.com", 9 * minute, current],
  ["PAR-ODJ02.corp.contoso.com", 12 * minute, webView2],
  ["LON-ODJ01.corp.contoso.com", 3 * minute, current],
  ["MAD-ODJ01.corp.contoso.com", 15 * minute, webView2],
  ["MIL-ODJ01.corp.contoso.com", 18 * minute, current],
  ["Zürich Rechenzentrum 1", 22 * minute, webView2],
  ["NYC-ODJ01.us.contoso.com", 6 * minute, current],
  ["NYC-ODJ02.us.contoso.com", 26 * minute, current],
  ["SEA-ODJ01.us.contoso.com", 31 * minute, webView2],
  ["SAO-ODJ01.us.contoso.com", 44 * minute, supported],
  ["TYO-ODJ01.ap.contoso.com", 11 * minute, current],
  ["大阪データセンター", 37 * minute, webView2],
  ["SYD-ODJ01.ap.contoso.com", 52 * minute, webView2],
  ["خادم الرياض 01", 19 * minute, current],
  ["HAM-ODJ01.corp.contoso.com", 95 * minute, webView2],
  ["VIE-ODJ01.corp.contoso.com", 5 * hour, supported],
  ["CHI-ODJ01.us.contoso.com", 14 * hour, webView2],
  ["DXB-ODJ01.ap.contoso.com", 2 * day + 3 * hour, current],
  ["WAW-ODJ01.corp.contoso.com", 9 * day, webView2],
  ["LAB-ODJ-TEST", 26 * day, supported],
  ["FRA-ODJ-2019.corp.contoso.com", 8 * minute, old],
  ["OSL-ODJ01.corp.contoso.com", undefined, current],
]

const stateAfter = (silence: number | undefined) => {
  if (silence === undefined || silence >= 5 * day) return "inactive"
  return silence >= hour ? "error" : "active"
}

/** The examples at an instant in milliseconds since 1970. The same instant gives the same examples. */
export const exampleConnectors = (now: number): ReadonlyArray<NewDomainJoinConnectorInput> =>
  servers.map(([displayName, silence, version]) => ({
    displayName,
    lastConnectionDateTime:
      silence === undefined ? "0001-01-01T00:00:00Z" : new Date(now - silence).toISOString(),
    state: stateAfter(silence),
    version,
  }))
