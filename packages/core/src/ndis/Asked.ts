/**
 * An OID request that is with its target, and the list of those of one adapter.
 *
 * The target knows it by `NdisReserved` of the request it was handed, so nothing is looked up. A list is linked, since requests come and
 * go: nothing that is kept grows with them (docs/decisions/0004).
 */
import type { Timer } from "../actor/Timers.ts"
import type { OidRequest } from "../ddi/Structures.ts"
import { initialOid, type OidState } from "../machine/Request.ts"
import type { Described, Subject } from "./Message.ts"
import type { AfOpen, Binding, Party, Vc } from "./objects.ts"
import type { Op } from "./Op.ts"

/** Whose handler answers. */
export type Towards = "manager" | "client" | "miniport"

/** Whom and what a request is about. */
export interface About {
  /** Of the protocol that asks; undefined: an MCM driver asks, or NDIS. */
  readonly binding?: Binding | undefined
  /** Undefined: the miniport is asked. */
  readonly af?: AfOpen | undefined
  readonly vc?: Vc | undefined
  readonly party?: Party | undefined
}

export class Asked implements Subject {
  state: OidState = initialOid
  op!: Op<Asked>
  previous: Asked | undefined = undefined
  next: Asked | undefined = undefined
  /** Cancels it when its time has passed. */
  timer: Timer | undefined = undefined
  /** Its originator was answered by NDIS and its target was not at fault: what the target still says of it is dropped. */
  detached = false
  /** NDIS sets again what a reset lost: it comes before what waited when the reset began. */
  replays = false
  /** As its originator handed it in. */
  readonly request: OidRequest
  /** As its originator gets it back. */
  result: OidRequest
  readonly towards: Towards
  readonly about: About

  constructor(request: OidRequest, towards: Towards, about: About) {
    this.request = this.result = request
    this.towards = towards
    this.about = about
  }

  describe(event: Described): void {
    const { af, party, vc } = this.about
    ;(party ?? vc ?? af)?.describe(event)
  }

  /** By what a cancellation names it. A request without an id that has a time to end in gets one of NDIS. */
  get id(): unknown {
    const { RequestId, Timeout } = this.request
    return RequestId === null && Timeout > 0 ? this : RequestId
  }

  /** As its target gets it. */
  get lent(): OidRequest {
    return { ...this.request, RequestId: this.id, NdisReserved: this }
  }
}

/** The requests of an adapter that have not ended, oldest first. */
export class AskedList {
  size = 0
  private first: Asked | undefined = undefined
  private last: Asked | undefined = undefined

  add(asked: Asked): void {
    this.size++
    asked.previous = this.last
    if (this.last === undefined) this.first = asked
    else this.last.next = asked
    this.last = asked
  }

  remove(asked: Asked): void {
    this.size--
    if (asked.previous === undefined) this.first = asked.next
    else asked.previous.next = asked.next
    if (asked.next === undefined) this.last = asked.previous
    else asked.next.previous = asked.previous
    asked.previous = asked.next = undefined
  }

  /** The oldest of a kind. */
  find(is: (asked: Asked) => boolean): Asked | undefined {
    let asked = this.first
    while (asked !== undefined && !is(asked)) asked = asked.next
    return asked
  }

  /** Those of a kind; whatever is done with them meanwhile. */
  where(is: (asked: Asked) => boolean): ReadonlyArray<Asked> {
    const all: Array<Asked> = []
    for (let asked = this.first; asked !== undefined; asked = asked.next) if (is(asked)) all.push(asked)
    return all
  }
}
