/**
 * What was set in the miniport about the whole adapter, so that NDIS can set it again after a reset that lost it (BIND-24).
 *
 * One value for each OID, the last that the miniport took, in the order in which they were set. What belongs to one VC the miniport
 * restores itself, what a private OID means only its vendor knows, and power is NDIS's own affair: none is kept.
 */
import { oidOf, type OidRequest } from "../ddi/Structures.ts"
import { isOfPower, isPrivate } from "../Oid.ts"

export class Settings {
  private readonly kept = new Map<number, OidRequest>()

  /** The miniport took a request. */
  taken(request: OidRequest): void {
    const oid = oidOf(request)
    if (!("SET_INFORMATION" in request.DATA) || isPrivate(oid) || isOfPower(oid)) return
    this.kept.delete(oid)
    this.kept.set(oid, request)
  }

  /** All of it, oldest first. */
  all(): ReadonlyArray<OidRequest> {
    return [...this.kept.values()]
  }

  /** The adapter was halted. */
  clear(): void {
    this.kept.clear()
  }
}
