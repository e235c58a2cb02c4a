/**
 * A connection-oriented miniport over a {@link HardwareSpec}: it carries VCs and knows nothing of calls.
 *
 * Activation and deactivation pend and complete in a later turn, as in the figures of the documents; a deactivation completes when the
 * channel is drained.
 *
 * @see docs/condis/operations.md, OP-03, OP-12, OP-15 to OP-17, OP-28, OP-29
 */
import * as Driver from "@condis/core/Driver"
import * as Host from "@condis/core/Host"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { Channel } from "./Channels.ts"
import { indicating, plumbing } from "./MiniportKit.ts"
import type { ReceiveBounds } from "./ReceiveLists.ts"
import type { HardwareSpec } from "./sim/Hardware.ts"

/** A miniport, as it is put into a host. */
export interface Options extends ReceiveBounds {
  /** Name of the adapter, and of the instance. By default `atm0`. */
  readonly name?: string
  readonly hardware: HardwareSpec
  /** Answers to OID requests, before the adapter's own. */
  readonly oids?: OidHandler<Channel | undefined> | undefined
  /** By default `always`. */
  readonly restart?: Driver.Restart
  /** How long a reset of the hardware takes (MiniportResetEx pends). By default none: it is done at once. */
  readonly resetMillis?: number
  /** NDIS_MEDIUM it registers (`Medium` of core). By default ATM. How it carries data does not depend on it. */
  readonly medium?: number
}

/** The driver as a value. */
export const driver = (options: Options): Driver.Driver<"miniport"> => {
  const name = options.name ?? "atm0"
  return Driver.make<"miniport">({
    name,
    roles: ["miniport"],
    adapters: [name],
    ...(options.restart === undefined ? {} : { restart: options.restart }),
    start: (life) => {
      const { direct } = life
      const channels = indicating(
        direct,
        {
          dropped: (text) => life.trace?.record({ kind: "drop", host: life.host, at: life.name, text }),
          violated: (rule, text) => life.trace?.record({ kind: "violation", host: life.host, at: life.name, rule, text })
        },
        { ...options, name }
      )
      return {
        ...plumbing(life, {
          mcm: false,
          hardware: options.hardware,
          medium: options.medium,
          channels,
          oids: options.oids,
          initialized: () => Effect.succeed(NdisStatus.SUCCESS),
          resetMillis: options.resetMillis
        }),
        MiniportReturnNetBufferLists: ({ NetBufferLists }) => channels.returned(NetBufferLists),
        MiniportCoCreateVc: ({ NdisVcHandle }) => ({ Status: NdisStatus.SUCCESS, MiniportVcContext: new Channel(NdisVcHandle) }),
        MiniportCoDeleteVc: ({ MiniportVcContext }) => {
          channels.close(MiniportVcContext as Channel)
          return NdisStatus.SUCCESS
        },
        MiniportCoActivateVc: ({ CallParameters, MiniportVcContext }) => {
          const channel = MiniportVcContext as Channel
          life.post(() => {
            const { parameters, status } = channels.open(channel, CallParameters)
            direct.NdisMCoActivateVcComplete({ Status: status, NdisVcHandle: channel.handle, CallParameters: parameters })
          })
          return NdisStatus.PENDING
        },
        MiniportCoDeactivateVc: ({ MiniportVcContext }) => {
          const channel = MiniportVcContext as Channel
          life.post(() =>
            channels.drain(channel, () => {
              channels.close(channel)
              direct.NdisMCoDeactivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: channel.handle })
            })
          )
          return NdisStatus.PENDING
        },
        MiniportCoSendNetBufferLists: ({ MiniportVcContext, NetBufferLists }) => channels.send(MiniportVcContext as Channel, NetBufferLists)
      }
    }
  })
}

/** The layer that puts it, and its adapter, into a host. */
export const layer = (options: Options): Layer.Layer<Host.AdapterPresent, Host.StartError, Host.Ndis> => Host.adapterLayer(driver(options))
