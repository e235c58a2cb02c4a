/**
 * An MCM driver: a miniport that manages calls itself, over the same hardware and with the same call control as the two drivers apart.
 *
 * Its signalling goes straight to the hardware and NDIS never sees it; NDIS learns of client VCs only, with the NdisMCm functions. A close
 * is completed first and the VC deactivated then, both in one turn.
 *
 * @see docs/condis/operations.md, OP-04, OP-14 to OP-17
 */
import type { CallControl } from "@condis/core/CallControl"
import type { CallParameters } from "@condis/core/CallParameters"
import * as Driver from "@condis/core/Driver"
import type { NdisAdapterHandle } from "@condis/core/Handle"
import * as Host from "@condis/core/Host"
import { CallManager, type Form, type ManagedVc } from "@condis/core/kit/CallManager"
import { ManagedOids, type ManagedOidOptions } from "@condis/core/kit/ManagedOids"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { Outbox } from "@condis/core/kit/Outbox"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { Channel } from "./Channels.ts"
import { indicating, plumbing } from "./MiniportKit.ts"
import type { ReceiveBounds } from "./ReceiveLists.ts"
import { type Connection, signalling } from "./sim/Frame.ts"
import type { HardwareSpec } from "./sim/Hardware.ts"

/** An MCM driver, as it is put into a host. */
export interface Options<Call, Message> extends ManagedOidOptions, ReceiveBounds {
  /** Name of the adapter, and of the instance. By default `atm0`. */
  readonly name?: string
  readonly hardware: HardwareSpec
  readonly callControl: CallControl<Call, Message>
  /** Answers to OID requests about the adapter, before its own. */
  readonly oids?: OidHandler<Channel | undefined> | undefined
  /** By default `always`. */
  readonly restart?: Driver.Restart
  /** How long a reset of the hardware takes (MiniportResetEx pends). By default none: it is done at once. */
  readonly resetMillis?: number
  /** NDIS_MEDIUM it registers (`Medium` of core). By default ATM. How it carries data does not depend on it. */
  readonly medium?: number
  /** Where the signalling channel is. By default vpi 0, vci 5, as in ATM. */
  readonly signalling?: Connection
}

/** The driver as a value. */
export const driver = <Call, Message>(options: Options<Call, Message>): Driver.Driver<"MCM driver"> => {
  const name = options.name ?? "atm0"
  const own = options.signalling ?? signalling
  return Driver.make<"MCM driver">({
    name,
    roles: ["MCM driver"],
    adapters: [name],
    ...(options.restart === undefined ? {} : { restart: options.restart }),
    start: (life) => {
      const { direct, ndis } = life
      let adapter: NdisAdapterHandle | undefined
      const note = (text: string) => life.trace?.record({ kind: "note", host: life.host, at: life.name, text })
      const dropped = (text: string) => life.trace?.record({ kind: "drop", host: life.host, at: life.name, text })
      const outbox = new Outbox((payload) => channels.sendOwn(own, payload), dropped)
      const channels = indicating(
        direct,
        {
          violated: (rule, text) => life.trace?.record({ kind: "violation", host: life.host, at: life.name, rule, text }),
          own: (frame) => manager.received(frame.payload),
          ownFailed: (frame) => {
            if (frame.failed === "reset") outbox.cameBack(frame.payload)
            else note(`a signalling message was not sent: ${frame.failed}`)
          },
          dropped
        },
        { ...options, name }
      )
      const channelOf = (vc: ManagedVc): Channel => {
        const known = vc.hardware as Channel | undefined
        if (known !== undefined) return known
        const channel = new Channel(vc.handle)
        vc.hardware = channel
        return channel
      }
      const form: Form = {
        closing: "complete-first",
        createVc: (af, context, done) =>
          direct.NdisMCmCreateVc({ MiniportAdapterHandle: adapter!, NdisAfHandle: af, MiniportVcContext: context }, (status, out) =>
            done(status, out.NdisVcHandle)
          ),
        deleteVc: (vc, done) => direct.NdisMCmDeleteVc({ NdisVcHandle: vc.handle }, done),
        activate: (vc, wanted, done) => {
          // The hardware is programmed before NDIS is told (VC-38).
          const { parameters, status } = channels.open(channelOf(vc), wanted)
          if (status !== NdisStatus.SUCCESS) return done(status, wanted)
          vc.activated = done
          direct.NdisMCmActivateVc({ NdisVcHandle: vc.handle, CallParameters: parameters }, (answer) => {
            if (answer === NdisStatus.PENDING || vc.activated !== done) return
            vc.activated = undefined
            done(answer, parameters)
          })
        },
        deactivate: (vc, done) => {
          const channel = channelOf(vc)
          channels.drain(channel, () => {
            vc.deactivated = (status) => {
              channels.close(channel)
              done(status)
            }
            direct.NdisMCmDeactivateVc({ NdisVcHandle: vc.handle }, (status) => {
              const { deactivated } = vc
              if (deactivated === undefined) return
              // in the figures the completion handler runs after SUCCESS; in the reference this driver runs it. A refusal is all there is.
              if (status === NdisStatus.SUCCESS && life.profile["A-01"] === "figure") return
              vc.deactivated = undefined
              if (status === NdisStatus.SUCCESS) deactivated(status)
              else done(status)
            })
          })
        },
        send: (payload) => outbox.send(payload),
        makeCallComplete: (Status, NdisVcHandle, CallParameters, CallMgrPartyContext) =>
          direct.NdisMCmMakeCallComplete({ Status, NdisVcHandle, CallParameters, CallMgrPartyContext }),
        addPartyComplete: (Status, party, CallParameters) =>
          direct.NdisMCmAddPartyComplete({ Status, NdisPartyHandle: party.handle, CallMgrPartyContext: party, CallParameters }),
        dropPartyComplete: (Status, NdisPartyHandle) => direct.NdisMCmDropPartyComplete({ Status, NdisPartyHandle }),
        dispatchIncomingDrop: (DropStatus, NdisPartyHandle, data) =>
          direct.NdisMCmDispatchIncomingDropParty({ DropStatus, NdisPartyHandle, Buffer: data ?? null, Size: data?.byteLength ?? 0 }),
        dispatchIncomingCall: (NdisSapHandle, NdisVcHandle, CallParameters, done) =>
          direct.NdisMCmDispatchIncomingCall({ NdisSapHandle, NdisVcHandle, CallParameters }, (status, out) =>
            done(status, (out as { readonly CallParameters?: CallParameters }).CallParameters)
          ),
        dispatchConnected: (NdisVcHandle) => direct.NdisMCmDispatchCallConnected({ NdisVcHandle }),
        dispatchQoS: (NdisVcHandle, CallParameters, returned) =>
          direct.NdisMCmDispatchIncomingCallQoSChange({ NdisVcHandle, CallParameters }, returned),
        modifyComplete: (Status, NdisVcHandle, CallParameters) =>
          direct.NdisMCmModifyCallQoSComplete({ Status, NdisVcHandle, CallParameters }),
        dispatchIncomingClose: (CloseStatus, NdisVcHandle, data) =>
          direct.NdisMCmDispatchIncomingCloseCall({ CloseStatus, NdisVcHandle, Buffer: data ?? null, Size: data?.byteLength ?? 0 }),
        closeCallComplete: (Status, NdisVcHandle) => direct.NdisMCmCloseCallComplete({ Status, NdisVcHandle }),
        closeAfComplete: (NdisAfHandle) => direct.NdisMCmCloseAddressFamilyComplete({ Status: NdisStatus.SUCCESS, NdisAfHandle })
      }
      const manager: CallManager<Call, Message> = new CallManager(life, options.callControl, form)
      const oids = new ManagedOids(life as never, manager.handlers, options, {
        ask: (NdisAfHandle, NdisOidRequest, returned) =>
          direct.NdisMCmOidRequest({ NdisAfHandle, NdisOidRequest }, (status, out) => returned(status, out.NdisOidRequest)),
        complete: ({ af, party, vc }, { request, status }) =>
          direct.NdisMCmOidRequestComplete({
            NdisAfHandle: af.handle,
            NdisVcHandle: vc?.handle ?? null,
            NdisPartyHandle: party?.handle ?? null,
            OidRequest: request,
            Status: status
          })
      })
      return {
        ...plumbing(life as never, {
          mcm: true,
          hardware: options.hardware,
          medium: options.medium,
          channels,
          channelOf: (context) => channelOf(context as ManagedVc),
          oids: options.oids,
          initialized: (handle) => {
            adapter = handle
            manager.begin()
            channels.hardware?.open(own)
            return ndis.NdisMCmRegisterAddressFamilyEx({ MiniportAdapterHandle: handle, AddressFamily: options.callControl.addressFamily })
          },
          linkChanged: (up) => {
            manager.linkChanged(up)
            // After the indication, which clients see first in the other form.
            life.post(() => oids.signalling(up))
          },
          held: (held, reason) => (held ? outbox.hold(reason) : outbox.release(reason)),
          halting: () => {
            manager.abort(NdisStatus.CLOSING)
            outbox.clear()
            return Effect.callback<void>((resume) => manager.settled(() => resume(Effect.void)))
          },
          resetMillis: options.resetMillis
        }),
        ...oids.handlers,
        MiniportReturnNetBufferLists: ({ NetBufferLists }) => channels.returned(NetBufferLists),
        MiniportCoSendNetBufferLists: ({ MiniportVcContext, NetBufferLists }) =>
          channels.send(channelOf(MiniportVcContext as ManagedVc), NetBufferLists)
      }
    }
  })
}

/** The layer that puts it, and its adapter, into a host. */
export const layer = <Call, Message>(options: Options<Call, Message>): Layer.Layer<Host.AdapterPresent, Host.StartError, Host.Ndis> =>
  Host.adapterLayer(driver(options))
