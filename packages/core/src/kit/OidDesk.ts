/**
 * Where a driver answers OID requests: the author's own answers first, then those of the kit.
 *
 * An answer may come later; what has not come when its requester must be answered (a cancellation, the end of an address family) is given
 * by the desk, and the late answer is dropped.
 *
 * @see docs/condis/operations.md, OP-31 to OP-36
 */
import { oidOf, type OidRequest } from "../ddi/Structures.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { type OidAnswer, refuse } from "../OidAnswer.ts"

/** A request, as an author sees it. `About` is what the kit knows of the objects it names. */
export interface OidAsk<About> {
  readonly oid: number
  /** Hand it on in the answer: `OidAnswer.value(ask.request, …)`. */
  readonly request: OidRequest
  readonly about: About
  /** Gives the answer after the handler answered `later`. Only the first counts. */
  readonly answer: (answer: OidAnswer) => void
}

/** An author's handler: its answer, `later`, or nothing when the request is not for it. */
export type OidHandler<About> = (ask: OidAsk<About>) => OidAnswer | "later" | undefined

export class OidDesk<About> {
  /** Set when every request shall be answered with this status at once (OID-22: the device is gone). */
  refusing: NdisStatus | undefined = undefined
  private readonly pended = new Set<OidAsk<About>>()
  private readonly handler: OidHandler<About> | undefined
  private readonly own: OidHandler<About>
  private readonly complete: (answer: OidAnswer, about: About) => void

  /** `own`: the kit's answers. `complete`: the function that ends what was pended. */
  constructor(handler: OidHandler<About> | undefined, own: OidHandler<About>, complete: (answer: OidAnswer, about: About) => void) {
    this.handler = handler
    this.own = own
    this.complete = complete
  }

  /** What the handler that NDIS called returns; the status is NDIS_STATUS_PENDING when the answer comes later. */
  asked(request: OidRequest, about: About): OidAnswer {
    if (this.refusing !== undefined) return refuse(request, this.refusing)
    let early: OidAnswer | undefined
    let returned = false
    const ask: OidAsk<About> = {
      oid: oidOf(request),
      request,
      about,
      answer: (answer) => {
        if (!returned) early ??= answer
        else if (this.pended.delete(ask)) this.complete(answer, about)
      }
    }
    const answer = this.handler?.(ask) ?? this.own(ask)
    returned = true
    if (answer === undefined) return refuse(request, NdisStatus.NOT_SUPPORTED)
    if (answer !== "later") return answer
    if (early !== undefined) return early
    this.pended.add(ask)
    return refuse(request, NdisStatus.PENDING)
  }

  /** Ends what is pended and of a kind. */
  end(is: (ask: OidAsk<About>) => boolean, status: NdisStatus): void {
    for (const ask of this.pended) if (is(ask)) ask.answer(refuse(ask.request, status))
  }

  /** OID-20: gives a request back soon. */
  cancel(id: unknown): void {
    this.end(({ request }) => request.RequestId === id, NdisStatus.REQUEST_ABORTED)
  }
}
