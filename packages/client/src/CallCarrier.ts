/**
 * What the data of a call needs of it: the way to NDIS and back.
 */
import type { NdisVcHandle } from "@condis/core/Handle"
import type { NetBufferList } from "@condis/core/NetBufferList"
import type { CallMachine } from "./CallMachine.ts"
import type { SendLists } from "./SendLists.ts"
import type { Carrier } from "./Traffic.ts"

export class CallCarrier implements Carrier {
  private readonly call: CallMachine

  constructor(call: CallMachine) {
    this.call = call
  }

  get vcHandle(): NdisVcHandle {
    return this.call.vcHandle
  }

  get lists(): SendLists {
    return this.call.family.machine.lists
  }

  get held(): boolean {
    const { resetting, running } = this.call.family.binding
    return resetting || !running
  }

  submit(NetBufferLists: NetBufferList): void {
    this.call.family.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: this.vcHandle, NetBufferLists, SendFlags: 0 })
  }

  giveBack(NetBufferLists: NetBufferList): void {
    const { binding, life } = this.call.family
    life.direct.NdisReturnNetBufferLists({ NdisBindingHandle: binding.bound.handle, NetBufferLists, ReturnFlags: 0 })
  }

  dropped(text: string): void {
    this.call.family.machine.dropped(`${this.call.label}: ${text}`)
  }

  idle(): void {
    this.call.idle()
  }
}
