/**
 * The plumbing miniports and MCM drivers share: entry points, adapter life, and the hardware under it.
 *
 * @see docs/condis/operations.md, OP-03 to OP-05, OP-39, OP-41
 */
import {
  callManagerOptionalHandlers,
  type DriverOptionalHandlers,
  mcmCoCharacteristics,
  miniportCoCharacteristics
} from "@condis/core/ddi/Characteristics"
import type * as Driver from "@condis/core/Driver"
import type { HandlersFor, NeedsPassiveLevel } from "@condis/core/ddi/Facade"
import type { NdisAdapterHandle, NdisMiniportDriverHandle } from "@condis/core/Handle"
import { OidDesk, type OidHandler } from "@condis/core/kit/OidDesk"
import { CurrentMeters } from "@condis/core/Meters"
import { ReceiveFlags } from "@condis/core/NetBufferList"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Reason } from "@condis/core/kit/Outbox"
import { DevicePnPEvent, linkStateIndication, Medium, MiniportAttribute, objectHeader, ObjectType } from "@condis/core/ddi/Structures"
import * as Effect from "effect/Effect"
import { adapterReadings } from "./adapterReadings.ts"
import { type Channel, Channels, type ChannelsOptions, type Up } from "./Channels.ts"
import { answers, nominalBitsPerSecond, supportedOids } from "./Information.ts"
import type { HardwareSpec } from "./sim/Hardware.ts"

type PlumbingOf = Pick<
  HandlersFor<"miniport" | "MCM driver">,
  | "MiniportSetOptions"
  | "MiniportInitializeEx"
  | "MiniportHaltEx"
  | "MiniportDriverUnload"
  | "MiniportPause"
  | "MiniportRestart"
  | "MiniportResetEx"
  | "MiniportCancelSend"
  | "MiniportDevicePnPEventNotify"
  | "MiniportShutdownEx"
  | "MiniportCoOidRequest"
  | "MiniportCancelOidRequest"
>

/** What a driver adds. */
export interface Adapter {
  readonly mcm: boolean
  readonly hardware: HardwareSpec
  readonly channels: Channels
  /** NDIS_MEDIUM; by default ATM. */
  readonly medium?: number | undefined
  /** The hardware runs and the attributes are set. Anything but SUCCESS keeps the adapter halted. */
  readonly initialized: (adapter: NdisAdapterHandle) => Effect.Effect<NdisStatus, never, NeedsPassiveLevel>
  /** The VC a request is about, by its context; left out, the context is the channel itself. */
  readonly channelOf?: (context: unknown) => Channel
  /** Answers before the adapter's own. */
  readonly oids?: OidHandler<Channel | undefined> | undefined
  /** The link came up or went down. */
  readonly linkChanged?: (up: boolean) => void
  /** Nothing may be sent from now on, or it may again. */
  readonly held?: (held: boolean, reason: Reason) => void
  /** How long a reset of the hardware takes; by default it is done at once. */
  readonly resetMillis?: number | undefined
  /** The adapter is halting. The Effect ends when nothing of it is left, after the hardware has been stopped. */
  readonly halting?: () => Effect.Effect<void>
  /** The device is gone. */
  readonly removed?: () => void
}

/** Channels that report to NDIS; `own` takes what is not for NDIS. */
export const indicating = (
  direct: Pick<Driver.Life<"miniport">["direct"], "NdisMCoSendNetBufferListsComplete" | "NdisMCoIndicateReceiveNetBufferLists">,
  own: Pick<Up, "own" | "ownFailed" | "dropped" | "violated">,
  options: ChannelsOptions
): Channels =>
  new Channels(
    {
      sent: (channel, NetBufferLists) =>
        direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: channel.handle, NetBufferLists, SendCompleteFlags: 0 }),
      received: (channel, NetBufferLists, NumberOfNetBufferLists, back) =>
        direct.NdisMCoIndicateReceiveNetBufferLists(
          {
            NdisVcHandle: channel.handle,
            NetBufferLists,
            NumberOfNetBufferLists,
            CoReceiveFlags: back === undefined ? 0 : ReceiveFlags.RESOURCES
          },
          back
        ),
      ...own
    },
    options
  )

/** The handlers of the plumbing. */
export const plumbing = (life: Driver.Life<"miniport">, adapter: Adapter): PlumbingOf => {
  const structures: ReadonlyArray<DriverOptionalHandlers> = adapter.mcm
    ? [mcmCoCharacteristics, callManagerOptionalHandlers]
    : [miniportCoCharacteristics]
  const { channels } = adapter
  let handle: NdisAdapterHandle | undefined
  let registered: NdisMiniportDriverHandle | undefined
  let pausing = false
  /** Initialized, and not halted: indications may be made. */
  let running = false
  life.onEnd(() => channels.stop())
  const paused = () => {
    if (!pausing || channels.busy || handle === undefined) return
    pausing = false
    life.direct.NdisMPauseComplete({ MiniportAdapterHandle: handle })
  }
  const linkChanged = (up: boolean) => {
    channels.linkUp = up
    if (!running || handle === undefined) return
    adapter.linkChanged?.(up)
    const StatusIndication = linkStateIndication(handle, up)
    life.direct.NdisMCoIndicateStatusEx({ MiniportAdapterHandle: handle, NdisVcHandle: null, StatusIndication })
  }
  const medium = adapter.medium ?? Medium.Atm
  const information = { channels, medium, now: () => life.timers.now(), protocolOptions: 0 }
  const desk = new OidDesk<Channel | undefined>(adapter.oids, answers(information), ({ request, status }, channel) =>
    life.direct.NdisMCoOidRequestComplete({
      MiniportAdapterHandle: handle!,
      NdisMiniportVcHandle: channel?.handle ?? null,
      Request: request,
      Status: status
    })
  )
  return {
    MiniportSetOptions: Effect.fnUntraced(function* ({ NdisDriverHandle }) {
      registered = NdisDriverHandle as NdisMiniportDriverHandle
      for (const OptionalHandlers of structures) {
        const status = yield* life.ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
        if (status !== NdisStatus.SUCCESS) return status
      }
      return NdisStatus.SUCCESS
    }),
    MiniportInitializeEx: Effect.fnUntraced(function* ({ NdisMiniportHandle }) {
      handle = NdisMiniportHandle
      const { host, name } = life
      channels.begin()
      ;(yield* CurrentMeters)?.register(`${host}/${name}`, () => adapterReadings(host, name, channels))
      channels.hardware = adapter.hardware.start(
        {
          received: (frames) => {
            channels.received(frames)
            paused()
          },
          transmitted: (frames) => {
            channels.transmitted(frames)
            paused()
          },
          linkChanged
        },
        life
      )
      if (channels.hardware.ready !== undefined) yield* channels.hardware.ready
      const status = yield* life.ndis.NdisMSetMiniportAttributes({
        NdisMiniportHandle,
        MiniportAttributes: {
          Header: objectHeader(ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES),
          MiniportAdapterContext: channels,
          AttributeFlags: MiniportAttribute.HARDWARE_DEVICE | MiniportAttribute.SURPRISE_REMOVE_OK,
          CheckForHangTimeInSeconds: 0
        }
      })
      if (status !== NdisStatus.SUCCESS) return status
      const speed = channels.hardware.rateBitsPerSecond ?? nominalBitsPerSecond
      const general = yield* life.ndis.NdisMSetMiniportAttributes({
        NdisMiniportHandle,
        MiniportAttributes: {
          Header: objectHeader(ObjectType.MINIPORT_ADAPTER_GENERAL_ATTRIBUTES),
          MediaType: medium,
          MtuSize: 9180,
          MaxXmitLinkSpeed: speed,
          XmitLinkSpeed: speed,
          MaxRcvLinkSpeed: speed,
          RcvLinkSpeed: speed,
          MediaConnectState: 1,
          SupportedOidList: supportedOids
        }
      })
      const initialized = general === NdisStatus.SUCCESS ? yield* adapter.initialized(NdisMiniportHandle) : general
      running = initialized === NdisStatus.SUCCESS
      return initialized
    }),
    MiniportHaltEx: () => {
      running = false
      const ended = adapter.halting?.()
      channels.halt()
      return ended
    },
    MiniportDriverUnload: () =>
      registered === undefined ? Effect.void : life.ndis.NdisMDeregisterMiniportDriver({ NdisMiniportDriverHandle: registered }),
    MiniportPause: () => {
      channels.paused = true
      adapter.held?.(true, "paused")
      if (!channels.busy) return NdisStatus.SUCCESS
      pausing = true
      return NdisStatus.PENDING
    },
    MiniportRestart: () => {
      channels.paused = false
      adapter.held?.(false, "paused")
      return NdisStatus.SUCCESS
    },
    MiniportResetEx: () => {
      adapter.held?.(true, "reset")
      channels.reset()
      paused()
      const millis = adapter.resetMillis ?? 0
      if (millis <= 0) {
        adapter.held?.(false, "reset")
        return NdisStatus.SUCCESS
      }
      life.timers.set(millis, () => {
        adapter.held?.(false, "reset")
        life.direct.NdisMResetComplete({ MiniportAdapterHandle: handle!, Status: NdisStatus.SUCCESS, AddressingReset: false })
      })
      return NdisStatus.PENDING
    },
    MiniportDevicePnPEventNotify: ({ NetDevicePnPEvent: event }) => {
      if (event.DevicePnPEvent !== DevicePnPEvent.SurpriseRemoved) return
      // What the device held comes home; there is no network any more to talk to.
      channels.stop()
      linkChanged(false)
      adapter.removed?.()
    },
    MiniportShutdownEx: () => channels.stop(),
    MiniportCancelSend: ({ CancelId }) => channels.cancel(CancelId),
    MiniportCoOidRequest: ({ MiniportVcContext, NdisRequest }) => {
      const whole = MiniportVcContext === null || MiniportVcContext === undefined
      const about = whole ? undefined : (adapter.channelOf?.(MiniportVcContext) ?? (MiniportVcContext as Channel))
      const { request, status } = desk.asked(NdisRequest, about)
      return { Status: status, NdisRequest: request }
    },
    MiniportCancelOidRequest: ({ RequestId }) => desk.cancel(RequestId)
  }
}
