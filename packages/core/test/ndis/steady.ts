/**
 * Makes a client of the bench do by itself what its documents ask for when the other side goes: it closes calls that were closed under it,
 * deletes its VCs, leaves address families it is asked to leave, and gives everything back when it is unbound.
 */
import { Effect } from "effect"
import { NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import type { Mine, Probe } from "./kit.ts"

interface Held {
  readonly own: boolean
  call: "none" | "asked" | "up" | "closing"
  /** The close was refused: sends were out. */
  again?: boolean
}

/** How often a deletion is tried again, and how long unbinding waits, in turns. */
const patience = 2_000

export class Steady {
  readonly vcs = new Map<NdisVcHandle, Held>()
  private readonly client: Probe<"client">

  constructor(client: Probe<"client">) {
    this.client = client
    client.starting = () => this.vcs.clear()
    const of = (context: unknown) => (context as Mine<NdisVcHandle>).handle
    const { on } = client
    on.ProtocolCoCreateVc = ({ NdisVcHandle }) => {
      this.vcs.set(NdisVcHandle, { own: false, call: "none" })
      return { Status: NdisStatus.SUCCESS, ProtocolVcContext: { handle: NdisVcHandle, number: 0 } }
    }
    on.ProtocolCoDeleteVc = ({ ProtocolVcContext }) => {
      this.gone(of(ProtocolVcContext))
      return NdisStatus.SUCCESS
    }
    on.ProtocolClMakeCallComplete = ({ ProtocolVcContext, Status }) => this.made(of(ProtocolVcContext), Status)
    on.ProtocolClIncomingCall = ({ ProtocolVcContext }) => {
      this.vcs.get(of(ProtocolVcContext))!.call = "up"
      return NdisStatus.SUCCESS
    }
    on.ProtocolClIncomingCloseCall = ({ ProtocolVcContext }) => this.close(of(ProtocolVcContext))
    on.ProtocolClCloseCallComplete = ({ ProtocolVcContext, Status }) => this.closed(of(ProtocolVcContext), Status)
    on.ProtocolCoSendNetBufferListsComplete = ({ ProtocolVcContext }) => {
      const vc = of(ProtocolVcContext)
      if (this.vcs.get(vc)?.again === true) this.close(vc)
    }
    client.giveBack = Effect.gen({ self: this }, function* () {
      for (const [vc, held] of [...this.vcs]) {
        if (held.call === "up") this.close(vc)
        else if (held.call === "none") this.delete(vc)
      }
      for (let turn = 0; turn < patience && this.vcs.size > 0; turn++) yield* Effect.yieldNow
    })
  }

  /** Creates a VC; `then` gets it when it is there. */
  create(then: (vc: NdisVcHandle) => void): void {
    const { af, binding, life } = this.client
    const context = { handle: undefined as NdisVcHandle | undefined, number: 0 }
    life.direct.NdisCoCreateVc(
      { NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: context },
      (status, { NdisVcHandle }) => {
        if (status !== NdisStatus.SUCCESS) return this.leave()
        context.handle = NdisVcHandle!
        this.vcs.set(NdisVcHandle!, { own: true, call: "none" })
        then(NdisVcHandle!)
      }
    )
  }

  /** Makes a call; closes it again at once when `hold` is false. */
  call(
    parameters: Parameters<Probe<"client">["life"]["direct"]["NdisClMakeCall"]>[0]["CallParameters"],
    hold = true,
    done?: (status: NdisStatus) => void
  ): void {
    this.create((vc) => {
      this.vcs.get(vc)!.call = "asked"
      this.holds.set(vc, hold)
      if (done !== undefined) this.done.set(vc, done)
      this.client.life.direct.NdisClMakeCall({ NdisVcHandle: vc, CallParameters: parameters }, (status) => {
        if (status !== NdisStatus.PENDING) this.made(vc, status)
      })
    })
  }
  private readonly holds = new Map<NdisVcHandle, boolean>()
  private readonly done = new Map<NdisVcHandle, (status: NdisStatus) => void>()

  private made(vc: NdisVcHandle, status: NdisStatus): void {
    const held = this.vcs.get(vc)
    if (held === undefined) return
    held.call = status === NdisStatus.SUCCESS ? "up" : "none"
    this.done.get(vc)?.(status)
    if (status !== NdisStatus.SUCCESS) this.delete(vc)
    else if (this.holds.get(vc) === false || this.client.leaving !== undefined) this.close(vc)
  }

  close(vc: NdisVcHandle): void {
    const held = this.vcs.get(vc)
    if (held === undefined || held.call === "closing") return
    held.call = "closing"
    this.client.life.direct.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 }, (status) => {
      if (status !== NdisStatus.PENDING) this.closed(vc, status)
    })
  }

  private closed(vc: NdisVcHandle, status: NdisStatus): void {
    const held = this.vcs.get(vc)
    if (held === undefined) return
    held.call = status === NdisStatus.SUCCESS ? "none" : "up"
    held.again = status !== NdisStatus.SUCCESS
    if (held.call === "none" && held.own) this.delete(vc)
  }

  private delete(vc: NdisVcHandle, tries = 0): void {
    if (this.vcs.get(vc)?.own !== true) return
    this.client.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (status) => {
      if (status === NdisStatus.SUCCESS) this.gone(vc)
      else if ((status === NdisStatus.NOT_ACCEPTED || status === NdisStatus.CLOSING) && tries < patience)
        this.client.life.post(() => this.delete(vc, tries + 1))
    })
  }

  private gone(vc: NdisVcHandle): void {
    this.vcs.delete(vc)
    this.leave()
  }

  private leave(): void {
    const { client } = this
    if (client.leaving === undefined) return
    for (const [vc, held] of this.vcs) if (held.call === "none") this.delete(vc)
    if (this.vcs.size === 0) client.life.workItem(client.leave())
  }
}
