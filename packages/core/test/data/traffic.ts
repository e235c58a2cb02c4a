/**
 * Traffic of the bench for tests of state changes: a client, and a miniport or MCM driver, that do with lists what their documents ask for,
 * but no sooner than they must. Each list's way home is noted.
 */
import { Effect } from "effect"
import { type NetBufferList, NdisStatus, type NdisVcHandle, NetEvent, type NetPnPEventNotification } from "../../src/index.ts"
import { type Bench, type Mine, settle } from "../ndis/kit.ts"
import { each, Homes, indicate, poolOf, send, taken } from "../ndis/lists.ts"
import { Steady } from "../ndis/steady.ts"

export type Form = "cm" | "mcm"

export class Traffic {
  readonly homes: Homes
  readonly steady: Steady
  /** Rules that a pool found broken. */
  readonly told: Array<string> = []
  vc!: NdisVcHandle
  private readonly b: Bench
  private readonly form: Form
  private readonly voice = poolOf("voice", this.told)
  private readonly atm = poolOf("atm0", this.told)
  /** Sends the miniport has. */
  private kept: Array<NetBufferList> = []
  /** Receives the client has. */
  private loans: Array<NetBufferList> = []
  /** Receives the miniport lent and has not back. */
  private lent = 0
  private drained: (() => void) | undefined
  private removed = false
  /** Sends of the client that are out, and what it does when the last is home. */
  private out = 0
  private quiet: (() => void) | undefined

  constructor(b: Bench, form: Form) {
    this.b = b
    this.form = form
    this.steady = new Steady(b.client)
    // What a life had is nothing to the next one.
    const begins = b.client.starting
    b.client.starting = () => {
      begins?.()
      this.loans = []
      this.out = 0
      this.quiet = undefined
    }
    const again = b.client.on.ProtocolCoSendNetBufferListsComplete!
    this.homes = new Homes(b, form)
    const note = b.client.on.ProtocolCoSendNetBufferListsComplete!
    b.client.on.ProtocolCoSendNetBufferListsComplete = (args) => {
      void note(args)
      this.out -= each(args.NetBufferLists).length
      this.voice.freeChain(args.NetBufferLists)
      if (this.out === 0) this.quiet?.()
      return again(args)
    }
    b.client.on.ProtocolCoReceiveNetBufferLists = ({ NetBufferLists }) => void this.loans.push(...each(NetBufferLists))
    b.client.on.ProtocolNetPnPEvent = ({ NetPnPEventNotification }) => {
      if (NetPnPEventNotification.NetPnPEvent.NetEvent !== NetEvent.Pause || this.out === 0) return NdisStatus.SUCCESS
      this.quiet = () => this.paused(NetPnPEventNotification)
      return NdisStatus.PENDING
    }
    this.below()
  }

  /** What carries the adapter. */
  private below(): void {
    const { b, form } = this
    const nic = form === "mcm" ? b.mcm : b.miniport
    nic.starting = () => {
      this.kept = []
      this.lent = 0
      this.drained = undefined
    }
    nic.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) => {
      this.kept.push(...each(NetBufferLists))
      if (this.removed) this.complete(NdisStatus.FAILURE)
    }
    const noted = nic.on.MiniportReturnNetBufferLists!
    nic.on.MiniportReturnNetBufferLists = (args) => {
      void noted(args)
      this.lent -= each(args.NetBufferLists).length
      this.atm.freeChain(args.NetBufferLists)
      if (this.lent > 0) return
      this.drained?.()
      this.drained = undefined
    }
    nic.on.MiniportPause = () => {
      this.complete(NdisStatus.PAUSED)
      return this.whenDrained(() => nic.life.direct.NdisMPauseComplete({ MiniportAdapterHandle: nic.adapter! }))
    }
    nic.on.MiniportResetEx = () => {
      this.complete(NdisStatus.RESET_IN_PROGRESS)
      return NdisStatus.SUCCESS
    }
    nic.on.MiniportDevicePnPEventNotify = () => {
      this.removed = true
      this.complete(NdisStatus.FAILURE)
    }
    if (form === "cm") {
      b.miniport.on.MiniportCoDeactivateVc = ({ MiniportVcContext }) => {
        const { handle } = MiniportVcContext as Mine<NdisVcHandle>
        this.complete(NdisStatus.SUCCESS)
        return this.whenDrained(() =>
          b.miniport.life.direct.NdisMCoDeactivateVcComplete({ NdisVcHandle: handle, Status: NdisStatus.SUCCESS })
        )
      }
      b.cm.on.ProtocolCmModifyCallQoS = ({ CallMgrVcContext, CallParameters }) =>
        Effect.map(
          b.cm.life.ndis.NdisCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters }),
          ({ Status }) => Status
        )
      const over = (handle: NdisVcHandle): void =>
        b.cm.life.direct.NdisCmCloseCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: handle })
      b.cm.on.ProtocolCmCloseCall = ({ CallMgrVcContext }) => {
        const { handle } = CallMgrVcContext as Mine<NdisVcHandle>
        b.cm.life.direct.NdisCmDeactivateVc({ NdisVcHandle: handle }, (status) => {
          if (status !== NdisStatus.PENDING) over(handle)
        })
        return NdisStatus.PENDING
      }
      b.cm.on.ProtocolCmDeactivateVcComplete = ({ CallMgrVcContext }) => over((CallMgrVcContext as Mine<NdisVcHandle>).handle)
      return
    }
    const { on } = b.mcm
    on.ProtocolCmCloseCall = ({ CallMgrVcContext }) => {
      const { handle } = CallMgrVcContext as Mine<NdisVcHandle>
      const { direct } = b.mcm.life
      this.complete(NdisStatus.SUCCESS)
      const ended = (): void => {
        direct.NdisMCmDeactivateVc({ NdisVcHandle: handle })
      }
      if (this.lent === 0) {
        ended()
        return NdisStatus.SUCCESS
      }
      return this.whenDrained(() => {
        ended()
        direct.NdisMCmCloseCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: handle })
      })
    }
    on.ProtocolCmModifyCallQoS = ({ CallMgrVcContext, CallParameters }) => {
      b.mcm.life.direct.NdisMCmActivateVc({ NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters })
      return NdisStatus.SUCCESS
    }
  }

  private whenDrained(act: () => void): NdisStatus {
    if (this.lent === 0) return NdisStatus.SUCCESS
    this.drained = act
    return NdisStatus.PENDING
  }

  private paused(NetPnPEventNotification: NetPnPEventNotification): void {
    this.quiet = undefined
    const { binding, life } = this.b.client
    const args = { NdisBindingHandle: binding!.handle, NetPnPEventNotification, Status: NdisStatus.SUCCESS }
    life.workItem(Effect.asVoid(life.ndis.NdisCompleteNetPnPEvent(args)))
  }

  /** The miniport completes what it has, in its turn. */
  private complete(status: NdisStatus): void {
    const nic = (this.form === "mcm" ? this.b.mcm : this.b.miniport) as Bench["miniport"]
    for (const list of this.kept.splice(0)) {
      list.Next = null
      list.Status = status
      const args = { NdisVcHandle: list.SourceHandle!, NetBufferLists: list, SendCompleteFlags: 0 }
      nic.life.direct.NdisMCoSendNetBufferListsComplete(args)
    }
  }

  /** So many lists are sent: the first goes to the miniport, where there is room for one. */
  send(count: number): Effect.Effect<ReadonlyArray<NetBufferList>> {
    const chain = taken(this.voice, this.vc, count)
    const lists = each(chain)
    this.out += count
    return Effect.as(send(this.b, this.vc, chain), lists)
  }

  /** The miniport receives a list, which is on its way to the client, or with it. */
  receive(arrives: boolean): Effect.Effect<ReadonlyArray<NetBufferList>> {
    const list = taken(this.atm, this.vc, 1)
    this.lent++
    const nic = (this.form === "mcm" ? this.b.mcm : this.b.miniport) as Bench["miniport"]
    const { direct, post } = nic.life
    const args = { NdisVcHandle: this.vc, NetBufferLists: list, NumberOfNetBufferLists: 1, CoReceiveFlags: 0 }
    return Effect.as(
      arrives && this.form === "cm"
        ? indicate(this.b, this.vc, list)
        : Effect.andThen(
            Effect.sync(() => post(() => direct.NdisMCoIndicateReceiveNetBufferLists(args))),
            arrives ? settle : Effect.void
          ),
      [list]
    )
  }

  /** The hardware gets through with what the miniport has. */
  readonly transmit: Effect.Effect<void> = Effect.suspend(() => {
    const nic = (this.form === "mcm" ? this.b.mcm : this.b.miniport) as Bench["miniport"]
    return Effect.andThen(
      Effect.sync(() => nic.life.post(() => this.complete(NdisStatus.SUCCESS))),
      settle
    )
  })

  /** The client returns what it has. */
  readonly giveBack: Effect.Effect<void> = Effect.suspend(() => {
    const { binding, life } = this.b.client
    return Effect.andThen(
      Effect.sync(() =>
        life.post(() => {
          for (const list of this.loans.splice(0)) {
            list.Next = null
            life.direct.NdisReturnNetBufferLists({ NdisBindingHandle: binding!.handle, NetBufferLists: list, ReturnFlags: 0 })
          }
        })
      ),
      settle
    )
  })
}
