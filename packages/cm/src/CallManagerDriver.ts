/**
 * The stand-alone call manager: a protocol driver that runs a call control.
 *
 * It signals on a VC of its own through the miniport below (NdisCoSendNetBufferLists, like any protocol), and manages calls with the NdisCm
 * functions. When it is unbound it asks its clients to leave and gives everything back; calls still up end without talking to the network,
 * which notices that the signalling channel is gone.
 *
 * @see docs/condis/operations.md, OP-02, OP-06, OP-09, OP-13
 */
import { atmMedia } from "@condis/core/Atm"
import type { CallControl } from "@condis/core/CallControl"
import { type CallParameters, withAtmMedia } from "@condis/core/CallParameters"
import { atmFlowOf } from "@condis/core/data/AtmFlow"
import { NetBufferListPool } from "@condis/core/data/Pool"
import { poolReadings } from "@condis/core/data/poolReadings"
import * as Driver from "@condis/core/Driver"
import type { NdisAfHandle, NdisVcHandle } from "@condis/core/Handle"
import * as Host from "@condis/core/Host"
import { CallManager, type Form } from "@condis/core/kit/CallManager"
import { ManagedOids, type ManagedOidOptions } from "@condis/core/kit/ManagedOids"
import { capacity, Outbox } from "@condis/core/kit/Outbox"
import { type Bound, plumbing } from "@condis/core/kit/Protocol"
import { unanswered } from "@condis/core/kit/Unanswered"
import { chainEach, type NetBufferList, payloadOf, ReceiveFlags } from "@condis/core/NetBufferList"
import { CurrentMeters } from "@condis/core/Meters"
import { linkStateOf } from "@condis/core/ddi/Structures"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import { flowSpec } from "@condis/core/FlowSpec"
import type * as Layer from "effect/Layer"

/** A call manager, as it is put into a host. */
export interface Options<Call, Message> extends ManagedOidOptions {
  /** Instance name. By default the name of the protocol, in lower case. */
  readonly name?: string
  readonly callControl: CallControl<Call, Message>
  /** By default `always`. */
  readonly restart?: Driver.Restart
  /** Where the signalling channel is. By default vpi 0, vci 5, as in ATM. */
  readonly signalling?: { readonly Vpi: number; readonly Vci: number }
}

/** The context of the signalling VC. */
const signalling = { signalling: true }

/** Messages that came back with one of these go out when the adapter takes sends again. */
const sentAgain: ReadonlySet<NdisStatus> = new Set([NdisStatus.RESET_IN_PROGRESS, NdisStatus.PAUSED, NdisStatus.LOW_POWER_STATE])

/** The driver as a value. */
export const driver = <Call, Message>(options: Options<Call, Message>): Driver.Driver<"call manager"> =>
  Driver.make<"call manager">({
    name: options.name ?? options.callControl.name.toLowerCase(),
    roles: ["call manager"],
    ...(options.restart === undefined ? {} : { restart: options.restart }),
    start: (life) => {
      const { direct, ndis } = life
      let bound: Bound | undefined
      let channel: NdisVcHandle | undefined
      /** Signalling messages that have not come home, and who waits until all have. */
      let out = 0
      let whenHome: (() => void) | undefined
      const patience = unanswered(life)
      const note = (text: string) => life.trace?.record({ kind: "note", host: life.host, at: life.name, text })
      const dropped = (text: string) => life.trace?.record({ kind: "drop", host: life.host, at: life.name, text })
      /** Lists for signalling messages: made when it is bound, and freed when it is not any more. */
      let lists: NetBufferListPool | undefined
      const outbox = new Outbox((payload) => {
        if (channel === undefined || lists === undefined) return
        const list = lists.allocateWith(payload, channel)
        if (list === null) return dropped(`${capacity} signalling messages are under way and one more is dropped`)
        out++
        direct.NdisCoSendNetBufferLists({ NdisVcHandle: channel, NetBufferLists: list, SendFlags: 0 })
      }, dropped)
      /** Clients that were asked to leave, and what happens when they have. */
      const left = new Map<NdisAfHandle, () => void>()

      const form: Form = {
        closing: "deactivate-first",
        createVc: (af, context, done) =>
          direct.NdisCoCreateVc({ NdisBindingHandle: bound!.handle, NdisAfHandle: af, ProtocolVcContext: context }, (status, out) =>
            done(status, out.NdisVcHandle)
          ),
        deleteVc: (vc, done) => direct.NdisCoDeleteVc({ NdisVcHandle: vc.handle }, done),
        activate: (vc, parameters, done) => {
          vc.activated = done
          direct.NdisCmActivateVc({ NdisVcHandle: vc.handle, CallParameters: parameters }, (status, out) => {
            if (status === NdisStatus.PENDING || vc.activated !== done) return
            vc.activated = undefined
            done(status, out.CallParameters ?? parameters)
          })
        },
        deactivate: (vc, done) => {
          vc.deactivated = done
          direct.NdisCmDeactivateVc({ NdisVcHandle: vc.handle }, (status) => {
            if (status === NdisStatus.PENDING || vc.deactivated !== done) return
            vc.deactivated = undefined
            done(status)
          })
        },
        send: (payload) => outbox.send(payload),
        makeCallComplete: (Status, NdisVcHandle, CallParameters, CallMgrPartyContext) =>
          direct.NdisCmMakeCallComplete({ Status, NdisVcHandle, CallParameters, CallMgrPartyContext }),
        addPartyComplete: (Status, party, CallParameters) =>
          direct.NdisCmAddPartyComplete({ Status, NdisPartyHandle: party.handle, CallMgrPartyContext: party, CallParameters }),
        dropPartyComplete: (Status, NdisPartyHandle) => direct.NdisCmDropPartyComplete({ Status, NdisPartyHandle }),
        dispatchIncomingDrop: (DropStatus, NdisPartyHandle, data) =>
          direct.NdisCmDispatchIncomingDropParty({ DropStatus, NdisPartyHandle, Buffer: data ?? null, Size: data?.byteLength ?? 0 }),
        dispatchIncomingCall: (NdisSapHandle, NdisVcHandle, CallParameters, done) =>
          direct.NdisCmDispatchIncomingCall({ NdisSapHandle, NdisVcHandle, CallParameters }, (status, out) =>
            done(status, (out as { readonly CallParameters?: CallParameters }).CallParameters)
          ),
        dispatchConnected: (NdisVcHandle) => direct.NdisCmDispatchCallConnected({ NdisVcHandle }),
        dispatchQoS: (NdisVcHandle, CallParameters, returned) =>
          direct.NdisCmDispatchIncomingCallQoSChange({ NdisVcHandle, CallParameters }, returned),
        modifyComplete: (Status, NdisVcHandle, CallParameters) =>
          direct.NdisCmModifyCallQoSComplete({ Status, NdisVcHandle, CallParameters }),
        dispatchIncomingClose: (CloseStatus, NdisVcHandle, data) =>
          direct.NdisCmDispatchIncomingCloseCall({ CloseStatus, NdisVcHandle, Buffer: data ?? null, Size: data?.byteLength ?? 0 }),
        closeCallComplete: (Status, NdisVcHandle) => direct.NdisCmCloseCallComplete({ Status, NdisVcHandle }),
        closeAfComplete: (NdisAfHandle) => direct.NdisCmCloseAddressFamilyComplete({ Status: NdisStatus.SUCCESS, NdisAfHandle })
      }
      const manager = new CallManager(life, options.callControl, form)
      const oids = new ManagedOids(life, manager.handlers, options, {
        ask: (NdisAfHandle, OidRequest, returned) =>
          direct.NdisCoOidRequest({ NdisBindingHandle: bound!.handle, NdisAfHandle, OidRequest }, (status, out) =>
            returned(status, out.OidRequest)
          ),
        complete: ({ af, party, vc }, { request, status }) =>
          direct.NdisCoOidRequestComplete({
            NdisAfHandle: af.handle,
            NdisVcHandle: vc?.handle ?? null,
            NdisPartyHandle: party?.handle ?? null,
            OidRequest: request,
            Status: status
          })
      })
      manager.whenLeft = (af) => {
        left.get(af)?.()
        left.delete(af)
      }

      const channelParameters = (): CallParameters => {
        const flow = atmFlowOf(flowSpec())
        return withAtmMedia(
          { Flags: 0, CallMgrParameters: null, MediaParameters: null },
          atmMedia(options.signalling ?? { Vpi: 0, Vci: 5 }, flow, flow)
        )
      }
      /** The channel's activation and deactivation may pend; a PASSIVE handler may wait for them. */
      let channelEnded: ((status: NdisStatus) => void) | undefined
      const channelSettled = (status: NdisStatus, later: Effect.Effect<NdisStatus>): Effect.Effect<NdisStatus> =>
        status === NdisStatus.PENDING ? later : Effect.succeed(status)
      const ending = (): Effect.Effect<NdisStatus> => {
        let early: NdisStatus | undefined
        channelEnded = (status) => {
          early = status
        }
        return Effect.callback<NdisStatus>((resume) => {
          if (early !== undefined) return resume(Effect.succeed(early))
          const wait = patience.wait("the answer to the (de)activation of the signalling VC")
          channelEnded = (status) => {
            wait.over()
            channelEnded = undefined
            resume(Effect.succeed(status))
          }
        })
      }

      const openChannel = Effect.fnUntraced(function* (binding: Bound) {
        const created = yield* ndis.NdisCoCreateVc({ NdisBindingHandle: binding.handle, NdisAfHandle: null, ProtocolVcContext: signalling })
        if (created.Status !== NdisStatus.SUCCESS || created.NdisVcHandle === undefined) return created.Status
        const ended = ending()
        const activation = yield* ndis.NdisCmActivateVc({ NdisVcHandle: created.NdisVcHandle, CallParameters: channelParameters() })
        const status = yield* channelSettled(activation.Status, ended)
        if (status !== NdisStatus.SUCCESS) {
          yield* ndis.NdisCoDeleteVc({ NdisVcHandle: created.NdisVcHandle })
          return status
        }
        channel = created.NdisVcHandle
        return status
      })

      const closeChannel = Effect.fnUntraced(function* () {
        const vc = channel
        if (vc === undefined) return
        channel = undefined
        const ended = ending()
        const deactivation = yield* ndis.NdisCmDeactivateVc({ NdisVcHandle: vc })
        const status = yield* channelSettled(deactivation, ended)
        if (status !== NdisStatus.SUCCESS) note(`the signalling VC could not be deactivated: ${statusName(status)}`)
        yield* ndis.NdisCoDeleteVc({ NdisVcHandle: vc })
      })

      const askToLeave = Effect.fnUntraced(function* (af: NdisAfHandle) {
        const gone = Effect.callback<void>((resume) => {
          left.set(af, () => resume(Effect.void))
        })
        // The answer may come before the call returns: listen first.
        let early = false
        left.set(af, () => {
          early = true
        })
        const status = yield* ndis.NdisCmNotifyCloseAddressFamily({ NdisAfHandle: af })
        if (status === NdisStatus.PENDING && !early) yield* gone
        left.delete(af)
      })

      const protocol = plumbing(
        life as never,
        { client: false, callManager: true },
        {
          bound: Effect.fnUntraced(function* (binding) {
            bound = binding
            manager.begin()
            const { host, name } = life
            const pool = new NetBufferListPool({
              name,
              limit: capacity,
              tell: (rule, text) => life.trace?.record({ kind: "violation", host, at: name, rule, text })
            })
            lists = pool
            ;(yield* CurrentMeters)?.register(`${host}/${name}`, () => poolReadings({ host, driver: name, use: "signalling" }, pool))
            const status = yield* openChannel(binding)
            if (status !== NdisStatus.SUCCESS) return status
            const registered = yield* ndis.NdisCmRegisterAddressFamilyEx({
              NdisBindingHandle: binding.handle,
              AddressFamily: options.callControl.addressFamily
            })
            if (registered !== NdisStatus.SUCCESS) yield* closeChannel()
            return registered
          }),
          running: (running) => {
            if (!running) return outbox.hold("paused")
            // The binding runs when this handler has returned.
            life.post(() => outbox.release("paused"))
          },
          idle: () =>
            Effect.callback<void>((resume) => {
              if (out === 0) resume(Effect.void)
              else whenHome = () => resume(Effect.void)
            }),
          resetting: (resetting) => (resetting ? outbox.hold("reset") : outbox.release("reset")),
          unbinding: Effect.fnUntraced(function* () {
            manager.abort(NdisStatus.CLOSING)
            outbox.clear()
            for (const af of [...manager.afs]) yield* askToLeave(af.handle)
            yield* closeChannel()
            lists?.destroy()
            bound = undefined
          })
        }
      )

      return {
        ...protocol,
        ...oids.handlers,
        ProtocolCoAfRegisterNotify: () => {},
        ProtocolCoStatusEx: (args) => {
          const up = linkStateOf(args.StatusIndication)
          if (up !== undefined) {
            manager.linkChanged(up)
            oids.signalling(up)
          }
          return protocol.ProtocolCoStatusEx(args)
        },
        ProtocolCmActivateVcComplete: (args) => {
          if (args.CallMgrVcContext === signalling) channelEnded?.(args.Status)
          else manager.handlers.ProtocolCmActivateVcComplete(args)
        },
        ProtocolCmDeactivateVcComplete: (args) => {
          if (args.CallMgrVcContext === signalling) channelEnded?.(args.Status)
          else manager.handlers.ProtocolCmDeactivateVcComplete(args)
        },
        ProtocolCoSendNetBufferListsComplete: ({ NetBufferLists }) => {
          for (let list: NetBufferList | null = NetBufferLists; list !== null;) {
            const next: NetBufferList | null = list.Next
            out--
            if (sentAgain.has(list.Status)) outbox.cameBack(payloadOf(list))
            else if (list.Status !== NdisStatus.SUCCESS) note(`a signalling message was not sent: ${statusName(list.Status)}`)
            lists?.free(list)
            list = next
          }
          if (out > 0) return
          whenHome?.()
          whenHome = undefined
        },
        ProtocolCoReceiveNetBufferLists: ({ NetBufferLists, ReceiveFlags: flags }) => {
          chainEach(NetBufferLists, (list) => manager.received(payloadOf(list)))
          if ((flags & ReceiveFlags.RESOURCES) === 0 && bound !== undefined) {
            direct.NdisReturnNetBufferLists({ NdisBindingHandle: bound.handle, NetBufferLists, ReturnFlags: 0 })
          }
        }
      }
    }
  })

/** The layer that puts it into a host. */
export const layer = <Call, Message>(
  options: Options<Call, Message>
): Layer.Layer<never, Host.StartError, Host.Ndis | Host.AdapterPresent> => Host.driverLayer(driver(options))
