/**
 * OID requests of the friendly client: what it asks of adapters and call managers, and what call managers tell it.
 *
 * When the addresses change it asks for them, as it must (OID-30); it remembers them, and whether signalling is enabled. The rest of what it
 * is told is for the program's handler, or not supported.
 *
 * @see docs/condis/operations.md, OP-31 to OP-36
 */
import { oidOf, type OidRequest, queryRequest, informationOf } from "@condis/core/ddi/Structures"
import type { HandlersFor } from "@condis/core/ddi/Facade"
import { OidDesk, type OidHandler } from "@condis/core/kit/OidDesk"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import { type CoAddressList, Oid } from "@condis/core/Oid"
import * as OidAnswer from "@condis/core/OidAnswer"
import type { BindingState, Family } from "./Family.ts"
import type { Machine } from "./Machine.ts"
import type { PartyMachine } from "./PartyMachine.ts"
import { admit } from "./Retry.ts"
import type { Vc } from "./Vc.ts"

/** What a call manager's request is about. */
export class ClientAbout {
  readonly family: Family
  readonly vc: Vc | undefined
  readonly party: PartyMachine | undefined
  constructor(family: Family, vc: Vc | undefined, party: PartyMachine | undefined) {
    this.family = family
    this.vc = vc
    this.party = party
  }

  /** Name of the adapter. */
  get adapter(): string {
    return this.family.binding.bound.adapter
  }

  /** Where the call on its VC goes to; undefined: it is about none. */
  get call(): string | undefined {
    return this.vc?.call?.label
  }
}

/** Whom a client asks: the adapter of a binding, or the call manager of a family; about everything, or one VC. */
export interface Target {
  readonly binding: BindingState
  readonly family: Family | undefined
  readonly vc: Vc | undefined
}

type Answered = (status: NdisStatus, request: OidRequest) => void

/** Octets of an address list at first; a longer one says how long it is. */
const listRoom = 320

export class Requests {
  private readonly machine: Machine
  private readonly desk: OidDesk<ClientAbout>

  constructor(machine: Machine, handler: OidHandler<ClientAbout> | undefined) {
    this.machine = machine
    this.desk = new OidDesk<ClientAbout>(
      handler,
      (ask) => this.own(ask.request, ask.about.family),
      ({ request, status }, { family, party, vc }) =>
        machine.life.direct.NdisCoOidRequestComplete({
          NdisAfHandle: family.handle,
          NdisVcHandle: vc?.handle ?? null,
          NdisPartyHandle: party?.handle ?? null,
          OidRequest: request,
          Status: status
        })
    )
  }

  /** What was asked about something that goes is answered now. */
  end(is: (about: ClientAbout) => boolean): void {
    this.desk.end(({ about }) => is(about), NdisStatus.CLOSING)
  }

  /** Asks, and tells the answer once; while there is no room at all, tries again. */
  ask({ binding, family, vc }: Target, request: OidRequest, answered: Answered): void {
    const { direct, timers } = this.machine.life
    let over = false
    const once: Answered = (status, answer) => {
      if (over) return
      over = true
      answered(status, answer)
    }
    const args = {
      NdisBindingHandle: binding.bound.handle,
      NdisAfHandle: family?.handle ?? null,
      NdisVcHandle: vc?.handle ?? null,
      // OID-23: what an adapter indicates about it comes to this binding alone.
      OidRequest: { ...request, RequestHandle: binding.bound.handle, SourceReserved: once }
    }
    admit(timers, (tell) =>
      direct.NdisCoOidRequest(args, (status, out) => {
        if (status !== NdisStatus.PENDING) tell(status, () => once(status, out.OidRequest ?? request))
      })
    )
  }

  /** Asks an adapter to give a request back. A call manager cannot be asked that (OID-19). */
  cancel({ binding, family }: Target, RequestId: unknown): void {
    if (family !== undefined) return
    this.machine.life.direct.NdisCancelOidRequest({ NdisBindingHandle: binding.bound.handle, RequestId })
  }

  /** OID-30: asks for the addresses. */
  learnAddresses(family: Family): void {
    const ask = (room: number): void =>
      this.ask({ binding: family.binding, family, vc: undefined }, queryRequest(Oid.CO_GET_ADDRESSES, room), (status, request) => {
        const { BytesNeeded, InformationBuffer } = informationOf(request)
        if (status === NdisStatus.SUCCESS) family.addresses = (InformationBuffer as CoAddressList).AddressList.map(({ Address }) => Address)
        else if (status === NdisStatus.BUFFER_TOO_SHORT && BytesNeeded > room) ask(BytesNeeded)
        else this.machine.note(`the addresses changed and could not be asked for: ${statusName(status)}`)
      })
    ask(listRoom)
  }

  private own(request: OidRequest, family: Family): OidAnswer.OidAnswer | undefined {
    switch (oidOf(request)) {
      case Oid.CO_ADDRESS_CHANGE:
        // After the answer, in the client's own turn.
        this.machine.life.post(() => family.whenOpen(() => this.learnAddresses(family)))
        return OidAnswer.done(request)
      case Oid.CO_SIGNALING_ENABLED:
      case Oid.CO_SIGNALING_DISABLED:
        family.signalling = oidOf(request) === Oid.CO_SIGNALING_ENABLED
        return OidAnswer.done(request)
      case Oid.CO_AF_CLOSE:
        // OID-41: how call managers of NDIS 5 asked a client to leave.
        family.leave()
        return OidAnswer.done(request)
      default:
        return undefined
    }
  }

  readonly handlers: Pick<HandlersFor<"client">, "ProtocolCoOidRequest" | "ProtocolCoOidRequestComplete"> = {
    ProtocolCoOidRequest: ({ OidRequest, ProtocolAfContext, ProtocolPartyContext, ProtocolVcContext }) => {
      const vc = (ProtocolVcContext ?? undefined) as Vc | undefined
      const party = (ProtocolPartyContext ?? undefined) as PartyMachine | undefined
      const { request, status } = this.desk.asked(OidRequest, new ClientAbout(ProtocolAfContext as Family, vc, party))
      return { Status: status, OidRequest: request }
    },
    ProtocolCoOidRequestComplete: ({ OidRequest, Status }) => (OidRequest.SourceReserved as Answered)(Status, OidRequest)
  }
}
