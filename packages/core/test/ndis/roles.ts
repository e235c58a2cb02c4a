/**
 * A driver of two roles: the call manager of its own address family, and a client of every other. Calls it is asked to make end in a later
 * turn, or early, as `early` says.
 */
import { Effect } from "effect"
import {
  type AddressFamily,
  type Args,
  Driver,
  type HandlersFor,
  type NdisAfHandle,
  type NdisSapHandle,
  NdisStatus,
  type NdisVcHandle
} from "../../src/index.ts"
import { type Bound, plumbing } from "../../src/kit/Protocol.ts"
import { parameters, sapOf } from "./drivers.ts"

interface Vc {
  handle: NdisVcHandle | undefined
  readonly side: "client" | "manager"
  /** Did this driver create it? */
  readonly own: boolean
}

export interface Plan {
  readonly name: string
  readonly family: AddressFamily
  /** Calls it makes as a client, and calls it offers as a call manager. */
  readonly calls: number
  readonly offers: number
  /** Draws 0 … n-1. */
  readonly draw: (n: number) => number
}

export class TwoRoles {
  readonly driver: Driver.Driver<"client" | "call manager">
  /** Statuses of the calls it made, and of those it offered. */
  readonly made: Array<NdisStatus> = []
  readonly offered: Array<NdisStatus> = []
  readonly rejected: Array<string> = []
  private readonly plan: Plan
  private life!: Driver.Life<"client" | "call manager">
  private binding!: Bound
  private af: NdisAfHandle | undefined
  private clientAf: NdisAfHandle | undefined
  private readonly live = new Set<Vc>()
  private sap: NdisSapHandle | undefined

  constructor(plan: Plan) {
    this.plan = plan
    this.driver = Driver.make<"client" | "call manager">({
      name: plan.name,
      roles: ["client", "call manager"],
      start: (life) => {
        this.life = life
        return this.handlers()
      }
    })
  }

  /** Is all done that the plan asks for, and everything given back? */
  get done(): boolean {
    const { calls, offers } = this.plan
    return this.made.length === calls && this.offered.length === offers && this.live.size === 0
  }

  /** Gives up its SAP and its address family. */
  private readonly leave: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    const { af, sap } = this
    const { ndis } = this.life
    this.sap = this.af = undefined
    if (sap !== undefined) yield* ndis.NdisClDeregisterSap({ NdisSapHandle: sap })
    if (af !== undefined) yield* ndis.NdisClCloseAddressFamily({ NdisAfHandle: af })
  })

  private refused(what: string, status: NdisStatus): void {
    this.rejected.push(`${what} 0x${status.toString(16)}`)
  }

  private later(act: () => void): void {
    if (this.plan.draw(2) === 0) act()
    else this.life.post(act)
  }

  // As a client

  private begin(): void {
    const { direct } = this.life
    direct.NdisClRegisterSap({ NdisAfHandle: this.af!, ProtocolSapContext: {}, Sap: sapOf(1) }, (status, { NdisSapHandle }) => {
      if (status !== NdisStatus.SUCCESS) return this.refused("sap", status)
      this.sap = NdisSapHandle
    })
    for (let n = 0; n < this.plan.calls; n++) this.later(() => this.call())
  }

  private call(): void {
    const { direct } = this.life
    const vc: Vc = { handle: undefined, side: "client", own: true }
    this.live.add(vc)
    direct.NdisCoCreateVc(
      { NdisBindingHandle: this.binding.handle, NdisAfHandle: this.af!, ProtocolVcContext: vc },
      (status, { NdisVcHandle }) => {
        if (status !== NdisStatus.SUCCESS) return this.refused("create", status)
        vc.handle = NdisVcHandle!
        direct.NdisClMakeCall({ NdisVcHandle: vc.handle, CallParameters: parameters }, (answer) => {
          if (answer !== NdisStatus.PENDING) this.madeCall(vc, answer)
        })
      }
    )
  }

  private madeCall(vc: Vc, status: NdisStatus): void {
    this.made.push(status)
    this.later(() => this.close(vc))
  }

  private close(vc: Vc): void {
    this.life.direct.NdisClCloseCall({ NdisVcHandle: vc.handle!, Size: 0 }, (status) => {
      if (status !== NdisStatus.PENDING) this.closed(vc, status)
    })
  }

  private closed(vc: Vc, status: NdisStatus): void {
    if (status !== NdisStatus.SUCCESS) this.refused("close", status)
    if (vc.own) this.delete(vc)
  }

  private delete(vc: Vc): void {
    this.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc.handle! }, (status) => {
      if (status === NdisStatus.SUCCESS) this.live.delete(vc)
      else if (status === NdisStatus.NOT_ACCEPTED || status === NdisStatus.CLOSING) this.life.post(() => this.delete(vc))
      else this.refused("delete", status)
    })
  }

  // As a call manager

  /** Offers a call to the client of this SAP. */
  private offer(NdisSapHandle: NdisSapHandle): void {
    const { direct } = this.life
    const vc: Vc = { handle: undefined, side: "manager", own: true }
    this.live.add(vc)
    direct.NdisCoCreateVc(
      { NdisBindingHandle: this.binding.handle, NdisAfHandle: this.clientAf!, ProtocolVcContext: vc },
      (status, { NdisVcHandle }) => {
        if (status !== NdisStatus.SUCCESS) return this.refused("offer create", status)
        vc.handle = NdisVcHandle!
        this.activated.set(vc, (activation) => {
          if (activation !== NdisStatus.SUCCESS) return this.refused("activate", activation)
          direct.NdisCmDispatchIncomingCall({ NdisSapHandle, NdisVcHandle: vc.handle!, CallParameters: parameters }, (answer) => {
            if (answer !== NdisStatus.PENDING) this.answered(vc, answer)
          })
        })
        this.activate(vc)
      }
    )
  }

  private answered(vc: Vc, status: NdisStatus): void {
    this.offered.push(status)
    const NdisVcHandle = vc.handle!
    this.life.direct.NdisCmDispatchCallConnected({ NdisVcHandle })
    this.later(() => this.life.direct.NdisCmDispatchIncomingCloseCall({ CloseStatus: NdisStatus.SUCCESS, NdisVcHandle, Size: 0 }))
  }

  private readonly activated = new Map<Vc, (status: NdisStatus) => void>()
  private activate(vc: Vc): void {
    this.life.direct.NdisCmActivateVc({ NdisVcHandle: vc.handle!, CallParameters: parameters }, (status) => {
      if (status !== NdisStatus.PENDING) this.endActivation(vc, status)
    })
  }

  private endActivation(vc: Vc, status: NdisStatus): void {
    const then = this.activated.get(vc)
    this.activated.delete(vc)
    then?.(status)
  }

  private readonly deactivated = new Map<Vc, () => void>()
  private deactivate(vc: Vc, then: () => void): void {
    this.deactivated.set(vc, then)
    this.life.direct.NdisCmDeactivateVc({ NdisVcHandle: vc.handle! }, (status) => {
      if (status !== NdisStatus.PENDING) this.endDeactivation(vc)
    })
  }

  private endDeactivation(vc: Vc): void {
    const then = this.deactivated.get(vc)
    this.deactivated.delete(vc)
    then?.()
  }

  private handlers(): HandlersFor<"client" | "call manager"> {
    const { life, plan } = this
    const { direct, ndis } = life
    const quiet = () => {}
    const unsupported = () => NdisStatus.NOT_SUPPORTED
    return {
      ...plumbing(
        life as unknown as Driver.Life<"client">,
        { client: true, callManager: true },
        {
          bound: (binding) =>
            Effect.suspend(() => {
              this.binding = binding
              return ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: binding.handle, AddressFamily: plan.family })
            }),
          // AF-32: the clients of a call manager that goes are asked to leave.
          unbinding: () =>
            Effect.andThen(
              this.leave,
              Effect.suspend(() =>
                this.clientAf === undefined
                  ? Effect.void
                  : Effect.asVoid(ndis.NdisCmNotifyCloseAddressFamily({ NdisAfHandle: this.clientAf }))
              )
            )
        }
      ),
      ProtocolCoAfRegisterNotify: ({ AddressFamily, ProtocolBindingContext }) => {
        if (AddressFamily.AddressFamily === plan.family.AddressFamily) return
        const { handle } = ProtocolBindingContext as Bound
        return Effect.map(ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: handle, AddressFamily, ClientAfContext: this }), (answer) => {
          if (answer.Status !== NdisStatus.SUCCESS) return this.refused("open", answer.Status)
          this.af = answer.NdisAfHandle
          this.begin()
        })
      },
      ProtocolCoCreateVc: ({ NdisVcHandle, ProtocolAfContext }) => {
        const vc: Vc = { handle: NdisVcHandle, side: ProtocolAfContext === this ? "client" : "manager", own: false }
        this.live.add(vc)
        return { Status: NdisStatus.SUCCESS, ProtocolVcContext: vc }
      },
      ProtocolCoDeleteVc: ({ ProtocolVcContext }) => {
        this.live.delete(ProtocolVcContext as Vc)
        return NdisStatus.SUCCESS
      },
      ProtocolClOpenAfCompleteEx: quiet,
      ProtocolClCloseAfComplete: quiet,
      ProtocolClNotifyCloseAf: () => Effect.as(this.leave, NdisStatus.SUCCESS),
      ProtocolClRegisterSapComplete: quiet,
      ProtocolClDeregisterSapComplete: quiet,
      ProtocolClMakeCallComplete: ({ ProtocolVcContext, Status }) => this.madeCall(ProtocolVcContext as Vc, Status),
      ProtocolClModifyCallQoSComplete: quiet,
      ProtocolClCloseCallComplete: ({ ProtocolVcContext, Status }) => this.closed(ProtocolVcContext as Vc, Status),
      ProtocolClAddPartyComplete: quiet,
      ProtocolClDropPartyComplete: quiet,
      ProtocolClIncomingCall: ({ CallParameters, ProtocolVcContext }) => {
        const { handle } = ProtocolVcContext as Vc
        switch (plan.draw(3)) {
          case 0:
            return NdisStatus.SUCCESS
          case 1:
            direct.NdisClIncomingCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: handle!, CallParameters })
            return NdisStatus.PENDING
          default:
            life.post(() => direct.NdisClIncomingCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: handle!, CallParameters }))
            return NdisStatus.PENDING
        }
      },
      ProtocolClIncomingCallQoSChange: quiet,
      ProtocolClIncomingCloseCall: ({ ProtocolVcContext }) => this.close(ProtocolVcContext as Vc),
      ProtocolClIncomingDropParty: quiet,
      ProtocolClCallConnected: quiet,
      ProtocolCmOpenAf: ({ NdisAfHandle }) => {
        this.clientAf = NdisAfHandle
        return { Status: NdisStatus.SUCCESS, CallMgrAfContext: {} }
      },
      ProtocolCmCloseAf: () => {
        this.clientAf = undefined
        return NdisStatus.SUCCESS
      },
      ProtocolCmNotifyCloseAfComplete: quiet,
      ProtocolCmRegisterSap: ({ NdisSapHandle }: Args<"ProtocolCmRegisterSap">) => {
        for (let n = 0; n < plan.offers; n++) this.later(() => this.offer(NdisSapHandle))
        return { Status: NdisStatus.SUCCESS, CallMgrSapContext: {} }
      },
      ProtocolCmDeregisterSap: () => NdisStatus.SUCCESS,
      ProtocolCmActivateVcComplete: ({ CallMgrVcContext, Status }) => this.endActivation(CallMgrVcContext as Vc, Status),
      ProtocolCmDeactivateVcComplete: ({ CallMgrVcContext }) => this.endDeactivation(CallMgrVcContext as Vc),
      ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters }) => {
        const vc = CallMgrVcContext as Vc
        const complete = (Status: NdisStatus) => direct.NdisCmMakeCallComplete({ Status, NdisVcHandle: vc.handle!, CallParameters })
        this.activated.set(vc, complete)
        this.later(() => this.activate(vc))
        return NdisStatus.PENDING
      },
      ProtocolCmIncomingCallComplete: ({ CallMgrVcContext, Status }) => this.answered(CallMgrVcContext as Vc, Status),
      ProtocolCmModifyCallQoS: unsupported,
      ProtocolCmCloseCall: ({ CallMgrVcContext }) => {
        const vc = CallMgrVcContext as Vc
        const complete = () => direct.NdisCmCloseCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc.handle! })
        // Both orders are legal: deactivate and complete, or complete and deactivate; the completion may come before the return.
        const order = plan.draw(3)
        if (order === 0) this.deactivate(vc, () => this.after(vc, complete))
        else {
          const act = () => {
            complete()
            this.deactivate(vc, () => this.after(vc, quiet))
          }
          if (order === 1) act()
          else life.post(act)
        }
        return NdisStatus.PENDING
      },
      ProtocolCmAddParty: unsupported,
      ProtocolCmDropParty: () => NdisStatus.SUCCESS,
      ProtocolCoOidRequest: unsupported,
      ProtocolCoOidRequestComplete: quiet,
      ProtocolCoSendNetBufferListsComplete: quiet,
      ProtocolCoReceiveNetBufferLists: quiet
    }
  }

  /** The VC of a closed call is inactive: its creator deletes it. */
  private after(vc: Vc, act: () => void): void {
    act()
    if (vc.own) this.delete(vc)
  }
}
