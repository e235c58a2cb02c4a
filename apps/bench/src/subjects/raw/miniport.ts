/**
 * The miniport as raw Effect handlers, over the same bookkeeping of the hardware as the real one.
 */
import { Driver, NdisStatus, type CallParameters } from "@condis/core"
import { Channel, Channels, type HardwareSpec } from "@condis/miniport"
import { plumbing } from "@condis/miniport/MiniportKit"
import * as Effect from "effect/Effect"

export const miniport = (hardware: HardwareSpec): Driver.Driver<"miniport"> =>
  Driver.make<"miniport">({
    name: "atm0",
    roles: ["miniport"],
    adapters: ["atm0"],
    start: (life) => {
      const { ndis } = life
      const channels = new Channels({
        sent: (channel, NetBufferLists) =>
          life.workItem(ndis.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: channel.handle, NetBufferLists, SendCompleteFlags: 0 })),
        received: (channel, NetBufferLists, NumberOfNetBufferLists) =>
          life.workItem(
            ndis.NdisMCoIndicateReceiveNetBufferLists({
              NdisVcHandle: channel.handle,
              NetBufferLists,
              NumberOfNetBufferLists,
              CoReceiveFlags: 0
            })
          )
      })
      const activate = Effect.fnUntraced(function* (channel: Channel, wanted: CallParameters) {
        const { parameters, status } = channels.open(channel, wanted)
        yield* ndis.NdisMCoActivateVcComplete({ Status: status, NdisVcHandle: channel.handle, CallParameters: parameters })
      })
      const deactivate = Effect.fnUntraced(function* (channel: Channel) {
        channels.close(channel)
        yield* ndis.NdisMCoDeactivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: channel.handle })
      })
      return {
        ...plumbing(life, { mcm: false, hardware, channels, initialized: () => Effect.succeed(NdisStatus.SUCCESS) }),
        MiniportCoCreateVc: Effect.fnUntraced(function* ({ NdisVcHandle }) {
          const channel = new Channel(NdisVcHandle)
          return { Status: NdisStatus.SUCCESS, MiniportVcContext: channel }
        }),
        MiniportCoDeleteVc: Effect.fnUntraced(function* ({ MiniportVcContext }) {
          const channel = MiniportVcContext as Channel
          channels.close(channel)
          return NdisStatus.SUCCESS
        }),
        // Both complete in a later turn, after the pending return.
        MiniportCoActivateVc: Effect.fnUntraced(function* ({ CallParameters, MiniportVcContext }) {
          life.post(() => life.workItem(activate(MiniportVcContext as Channel, CallParameters)))
          return NdisStatus.PENDING
        }),
        MiniportCoDeactivateVc: Effect.fnUntraced(function* ({ MiniportVcContext }) {
          const channel = MiniportVcContext as Channel
          life.post(() => channels.drain(channel, () => life.workItem(deactivate(channel))))
          return NdisStatus.PENDING
        }),
        MiniportCoSendNetBufferLists: Effect.fnUntraced(function* ({ MiniportVcContext, NetBufferLists }) {
          channels.send(MiniportVcContext as Channel, NetBufferLists)
        }),
        MiniportReturnNetBufferLists: Effect.fnUntraced(function* ({ NetBufferLists }) {
          channels.returned(NetBufferLists)
        })
      }
    }
  })
