/**
 * All routes of an adapter's NDIS.
 */
import * as Activations from "./Activations.ts"
import * as AddressFamilies from "./AddressFamilies.ts"
import * as Calls from "./Calls.ts"
import * as Changes from "./Changes.ts"
import * as Data from "./Data.ts"
import * as Indications from "./Indications.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as Naming from "./Naming.ts"
import * as OidRequests from "./OidRequests.ts"
import * as Parties from "./Parties.ts"
import type { Routes } from "./Routes.ts"
import * as Saps from "./Saps.ts"
import * as Vcs from "./Vcs.ts"

const make = (): Routes => {
  const routes: Routes = []
  for (const module of [
    Lifecycle,
    AddressFamilies,
    Saps,
    Vcs,
    Activations,
    Calls,
    Changes,
    Parties,
    Data,
    Indications,
    OidRequests,
    Naming
  ])
    module.install(routes)
  return routes
}

export const adapterRoutes: Routes = make()
