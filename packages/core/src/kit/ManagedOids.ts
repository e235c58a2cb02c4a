/**
 * OID requests of call management, the same in both forms: what clients ask, and what it tells them.
 *
 * By itself it keeps addresses and tells of signalling, where its options ask for it; everything else is the author's, or not supported.
 * Addresses a client adds are kept for that client and stay here: nothing simulated tells a network of them.
 *
 * @see docs/condis/operations.md, OP-32 to OP-36
 */
import { atmAddress } from "../Atm.ts"
import { informationLength, informationOf, oidOf, type OidRequest, setRequest } from "../ddi/Structures.ts"
import type { HandlersFor } from "../ddi/Facade.ts"
import type { Life } from "../Driver.ts"
import type { NdisAfHandle } from "../Handle.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import { type CoAddress, type CoAddressList, Oid, oidName } from "../Oid.ts"
import * as OidAnswer from "../OidAnswer.ts"
import type { Role } from "../Trace.ts"
import type { CallManagerHandlers, ManagedAf, ManagedParty, ManagedVc } from "./Managed.ts"
import { OidDesk, type OidHandler } from "./OidDesk.ts"

/** What a client's request is about. */
export interface ManagedAbout {
  readonly af: ManagedAf
  readonly vc: ManagedVc | undefined
  readonly party: ManagedParty | undefined
}

/** What an author decides. */
export interface ManagedOidOptions {
  /** Answers to clients, before those of the kit. */
  readonly clientOids?: OidHandler<ManagedAbout> | undefined
  /** The host's addresses. When given, clients may ask for them and add their own, and are told as soon as they open (OID-30, OID-31). */
  readonly addresses?: ReadonlyArray<string> | undefined
  /** Tells clients when signalling is disabled (the link is lost) and enabled again (OID-32). By default it does not. */
  readonly tellsSignalling?: boolean | undefined
}

/** NdisCoOidRequest or NdisMCmOidRequest, and the functions that complete. */
export interface OidForm {
  readonly ask: (
    af: NdisAfHandle,
    request: OidRequest,
    returned: (status: NdisStatus, request: OidRequest | null | undefined) => void
  ) => void
  readonly complete: (about: ManagedAbout, answer: OidAnswer.OidAnswer) => void
}

/** Addresses a list has room for, and octets each takes there. */
export const addressRoom = 16
export const addressBytes = 20

/** CO_ADDRESS of an address. */
export const coAddress = (text: string): CoAddress => ({ AddressSize: atmAddress(text).NumberOfDigits, Address: text })

type Handlers = CallManagerHandlers & Pick<HandlersFor<"call manager">, "ProtocolCoOidRequest" | "ProtocolCoOidRequestComplete">

export class ManagedOids {
  /** The handlers of call management, with those for requests. */
  readonly handlers: Handlers
  private readonly afs = new Set<ManagedAf>()
  /** Addresses clients added. */
  private readonly added = new Map<ManagedAf, Array<CoAddress>>()
  private readonly desk: OidDesk<ManagedAbout>
  private readonly life: Life<Role>
  private readonly options: ManagedOidOptions
  private readonly form: OidForm

  constructor(life: Life<Role>, calls: CallManagerHandlers, options: ManagedOidOptions, form: OidForm) {
    this.life = life
    this.options = options
    this.form = form
    this.desk = new OidDesk<ManagedAbout>(
      options.clientOids,
      (ask) => this.own(ask.request, ask.about.af),
      (answer, about) => form.complete(about, answer)
    )
    this.handlers = {
      ...calls,
      ProtocolCmOpenAf: (args) => {
        const answer = calls.ProtocolCmOpenAf(args)
        if (typeof answer === "object" && "CallMgrAfContext" in answer) this.opened(answer.CallMgrAfContext as ManagedAf)
        return answer
      },
      ProtocolCmCloseAf: (args) => {
        this.closed(args.CallMgrAfContext as ManagedAf)
        return calls.ProtocolCmCloseAf(args)
      },
      ProtocolCoOidRequest: ({ OidRequest, ProtocolAfContext, ProtocolPartyContext, ProtocolVcContext }) => {
        const about: ManagedAbout = {
          af: ProtocolAfContext as ManagedAf,
          vc: (ProtocolVcContext ?? undefined) as ManagedVc | undefined,
          party: (ProtocolPartyContext ?? undefined) as ManagedParty | undefined
        }
        const { request, status } = this.desk.asked(OidRequest, about)
        return { Status: status, OidRequest: request }
      },
      ProtocolCoDeleteVc: (args) => {
        this.desk.end(({ about }) => about.vc === args.ProtocolVcContext, NdisStatus.CLOSING)
        return calls.ProtocolCoDeleteVc(args)
      },
      ProtocolCoOidRequestComplete: ({ OidRequest, Status }) => this.answered(Status, OidRequest)
    }
  }

  /** Tells one client, or every client that has the address family open. `told` gets the answer of each. */
  tell(request: OidRequest, told?: (status: NdisStatus, request: OidRequest) => void, only?: ManagedAf): void {
    for (const af of only === undefined ? [...this.afs] : [only]) {
      const SourceReserved = told
      this.form.ask(af.handle, { ...request, SourceReserved }, (status, answer) => {
        if (status !== NdisStatus.PENDING) this.answered(status, { ...(answer ?? request), SourceReserved })
      })
    }
  }

  /** The link of the signalling channel went down, or came up. */
  signalling(up: boolean): void {
    if (this.options.tellsSignalling !== true) return
    this.tell(setRequest(up ? Oid.CO_SIGNALING_ENABLED : Oid.CO_SIGNALING_DISABLED, null, 0))
  }

  private answered(status: NdisStatus, request: OidRequest): void {
    const told = request.SourceReserved as ((status: NdisStatus, request: OidRequest) => void) | undefined
    told?.(status, request)
    if (status === NdisStatus.SUCCESS || status === NdisStatus.NOT_SUPPORTED) return
    const text = `a client answered ${oidName(oidOf(request))} with ${statusName(status)}`
    this.life.trace?.record({ kind: "note", host: this.life.host, at: this.life.name, text })
  }

  private opened(af: ManagedAf): void {
    this.afs.add(af)
    if (this.options.addresses === undefined) return
    // After the handler has returned: peers ask each other once the address family is open (OID-43).
    this.life.post(() => {
      if (this.afs.has(af)) this.tell(setRequest(Oid.CO_ADDRESS_CHANGE, null, 0), undefined, af)
    })
  }

  private closed(af: ManagedAf): void {
    this.afs.delete(af)
    this.added.delete(af)
    this.desk.end(({ about }) => about.af === af, NdisStatus.CLOSING)
  }

  private own(request: OidRequest, af: ManagedAf): OidAnswer.OidAnswer | undefined {
    const { addresses } = this.options
    if (addresses === undefined) return undefined
    const mine = this.added.get(af) ?? []
    const oid = oidOf(request)
    if (oid === Oid.CO_GET_ADDRESSES) {
      const AddressList = [...addresses.map(coAddress), ...mine]
      const list: CoAddressList = { NumberOfAddressesAvailable: addressRoom, NumberOfAddresses: AddressList.length, AddressList }
      return OidAnswer.fitting(request, list, addressRoom * addressBytes, true)
    }
    if (oid !== Oid.CO_ADD_ADDRESS && oid !== Oid.CO_DELETE_ADDRESS) return undefined
    const wanted = addressIn(request)
    if (wanted === undefined) return OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
    if (informationLength(request) < wanted.AddressSize) return OidAnswer.wrongLength(request, wanted.AddressSize)
    const known = mine.findIndex(({ Address }) => Address === wanted.Address)
    if (oid === Oid.CO_DELETE_ADDRESS) {
      if (known < 0) return OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
      mine.splice(known, 1)
      return OidAnswer.done(request)
    }
    if (known >= 0 || addresses.includes(wanted.Address)) return OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
    if (addresses.length + mine.length >= addressRoom) return OidAnswer.refuse(request, NdisStatus.RESOURCES)
    this.added.set(af, [...mine, wanted])
    return OidAnswer.done(request)
  }
}

/** The address a request sets. Undefined: it is none. */
const addressIn = (request: OidRequest): CoAddress | undefined => {
  if (!("SET_INFORMATION" in request.DATA)) return undefined
  const value = informationOf(request).InformationBuffer as Partial<CoAddress> | null
  try {
    const address = coAddress(value?.Address ?? "")
    return address.AddressSize === value?.AddressSize ? address : undefined
  } catch {
    return undefined
  }
}
