/**
 * A call manager as raw Effect handlers: just enough of ATM signalling to make a call and to close it, without timers.
 */
import { Uni } from "@condis/cm"
import { atmFlowOf } from "@condis/core/data/AtmFlow"
import {
  atmMedia,
  type CallParameters,
  chainEach,
  Driver,
  flowSpec,
  type NdisBindingHandle,
  NdisStatus,
  type NdisVcHandle,
  netBufferList,
  noAddress,
  payloadOf,
  q2931,
  q2931Of,
  statusName,
  type VpiVci,
  withAtmMedia
} from "@condis/core"
import { plumbing } from "@condis/core/kit/Protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

/** A call of the client. Its value is the VC context. */
class Call {
  readonly vc: NdisVcHandle
  reference = 0
  parameters: CallParameters | undefined
  constructor(vc: NdisVcHandle) {
    this.vc = vc
  }
}

const flow = flowSpec()
const cells = atmFlowOf(flow)
const largestReference = Uni.largestReference

const over = (connection: VpiVci, parameters: CallParameters): CallParameters =>
  withAtmMedia(parameters, atmMedia(connection, cells, cells))

/** The signalling channel: the context of its VC, and the end of what was asked for it. */
class Signalling {
  vc: NdisVcHandle | undefined
  ended: Deferred.Deferred<NdisStatus>
  constructor(ended: Deferred.Deferred<NdisStatus>) {
    this.ended = ended
  }
}

export const callManager: Driver.Driver<"call manager"> = Driver.make<"call manager">({
  name: "uni",
  roles: ["call manager"],
  start: (life) => {
    const { ndis } = life
    const calls = new Map<number, Call>()
    let last = 0
    let binding: NdisBindingHandle | undefined
    const signalling = new Signalling(Deferred.makeUnsafe<NdisStatus>())

    const expect = (what: string, status: NdisStatus, expected: NdisStatus): void => {
      if (status !== expected) life.crash(new Error(`${what}: ${statusName(status)}, expected ${statusName(expected)}`))
    }
    const send = (message: Uni.Message): Effect.Effect<void> => {
      const vc = signalling.vc!
      return ndis.NdisCoSendNetBufferLists({
        NdisVcHandle: vc,
        NetBufferLists: netBufferList(Uni.codec.encode(message), vc),
        SendFlags: 0
      })
    }
    const channelEnded = Effect.suspend(() => Deferred.await(signalling.ended))

    const connected = Effect.fnUntraced(function* (call: Call, message: Uni.Connect) {
      yield* send({ type: "CONNECT_ACKNOWLEDGE", callReference: { value: call.reference, flag: 0 } })
      const CallParameters = over(message.connectionId!, call.parameters!)
      call.parameters = CallParameters
      const result = yield* ndis.NdisCmActivateVc({ NdisVcHandle: call.vc, CallParameters })
      expect("NdisCmActivateVc", result.Status, NdisStatus.PENDING)
    })
    const released = Effect.fnUntraced(function* (call: Call) {
      calls.delete(call.reference)
      const status = yield* ndis.NdisCmDeactivateVc({ NdisVcHandle: call.vc })
      expect("NdisCmDeactivateVc", status, NdisStatus.PENDING)
    })
    /** What a message asks for, if it asks for anything. */
    const answerTo = (payload: unknown): Effect.Effect<void> | undefined => {
      const message = Uni.codec.decode(payload)
      const call = message === undefined ? undefined : calls.get(message.callReference.value)
      if (message !== undefined && call !== undefined) {
        switch (message.type) {
          case "CALL_PROCEEDING":
            return undefined
          case "CONNECT":
            return connected(call, message)
          case "RELEASE_COMPLETE":
            return released(call)
        }
      }
      life.crash(new Error(`${message === undefined ? "a frame that is no message" : message.type} came, and nobody waits for it`))
      return undefined
    }

    return {
      ...plumbing(
        life as never,
        { client: false, callManager: true },
        {
          bound: Effect.fnUntraced(function* (bound) {
            binding = bound.handle
            const created = yield* ndis.NdisCoCreateVc({ NdisBindingHandle: binding, NdisAfHandle: null, ProtocolVcContext: signalling })
            if (created.NdisVcHandle === undefined) return created.Status
            signalling.vc = created.NdisVcHandle
            const CallParameters = over({ Vpi: 0, Vci: 5 }, { Flags: 0, CallMgrParameters: null, MediaParameters: null })
            const activation = yield* ndis.NdisCmActivateVc({ NdisVcHandle: signalling.vc, CallParameters })
            expect("NdisCmActivateVc of the signalling channel", activation.Status, NdisStatus.PENDING)
            const status = yield* channelEnded
            if (status !== NdisStatus.SUCCESS) return status
            return yield* ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: binding, AddressFamily: q2931 })
          }),
          unbinding: Effect.fnUntraced(function* () {
            const vc = signalling.vc
            if (vc === undefined) return
            signalling.ended = yield* Deferred.make<NdisStatus>()
            const status = yield* ndis.NdisCmDeactivateVc({ NdisVcHandle: vc })
            expect("NdisCmDeactivateVc of the signalling channel", status, NdisStatus.PENDING)
            expect("its completion", yield* channelEnded, NdisStatus.SUCCESS)
            yield* ndis.NdisCoDeleteVc({ NdisVcHandle: vc })
          })
        }
      ),
      ProtocolCoAfRegisterNotify: () => {},
      ProtocolCmOpenAf: () => ({ Status: NdisStatus.SUCCESS, CallMgrAfContext: calls }),
      ProtocolCmCloseAf: () => NdisStatus.SUCCESS,
      ProtocolCmNotifyCloseAfComplete: () => {},
      ProtocolCmRegisterSap: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCmDeregisterSap: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCoCreateVc: Effect.fnUntraced(function* ({ NdisVcHandle }) {
        return { Status: NdisStatus.SUCCESS, ProtocolVcContext: new Call(NdisVcHandle) }
      }),
      ProtocolCoDeleteVc: Effect.fnUntraced(function* () {
        return NdisStatus.SUCCESS
      }),
      ProtocolCmMakeCall: Effect.fnUntraced(function* ({ CallMgrVcContext, CallParameters }) {
        const call = CallMgrVcContext as Call
        const wanted = q2931Of(CallParameters)
        if (wanted === undefined) return NdisStatus.NOT_SUPPORTED
        do last = last === largestReference ? 1 : last + 1
        while (calls.has(last))
        call.reference = last
        call.parameters = CallParameters
        calls.set(call.reference, call)
        yield* send({
          type: "SETUP",
          callReference: { value: call.reference, flag: 0 },
          called: wanted.CalledParty,
          calling: noAddress,
          traffic: { transmit: flow, receive: flow },
          connectionId: undefined,
          elements: wanted.InfoElements
        })
        return NdisStatus.PENDING
      }),
      ProtocolCmActivateVcComplete: Effect.fnUntraced(function* ({ CallMgrVcContext, CallParameters, Status }) {
        if (CallMgrVcContext === signalling) return void (yield* Deferred.succeed(signalling.ended, Status))
        const { vc } = CallMgrVcContext as Call
        yield* ndis.NdisCmMakeCallComplete({ Status, NdisVcHandle: vc, CallParameters })
      }),
      ProtocolCmCloseCall: Effect.fnUntraced(function* ({ CallMgrVcContext }) {
        const { reference } = CallMgrVcContext as Call
        yield* send({
          type: "RELEASE",
          callReference: { value: reference, flag: 0 },
          cause: Uni.Cause.NORMAL,
          userToUser: undefined
        })
        return NdisStatus.PENDING
      }),
      ProtocolCmDeactivateVcComplete: Effect.fnUntraced(function* ({ CallMgrVcContext, Status }) {
        if (CallMgrVcContext === signalling) return void (yield* Deferred.succeed(signalling.ended, Status))
        const { vc } = CallMgrVcContext as Call
        yield* ndis.NdisCmCloseCallComplete({ Status, NdisVcHandle: vc })
      }),
      ProtocolCmIncomingCallComplete: () => {},
      ProtocolCmModifyCallQoS: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCmAddParty: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCmDropParty: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCoOidRequest: () => NdisStatus.NOT_SUPPORTED,
      ProtocolCoOidRequestComplete: () => {},
      ProtocolCoSendNetBufferListsComplete: Effect.fnUntraced(function* ({ NetBufferLists }) {
        chainEach(NetBufferLists, (list) => expect("a signalling message", list.Status, NdisStatus.SUCCESS))
      }),
      ProtocolCoReceiveNetBufferLists: Effect.fnUntraced(function* ({ NetBufferLists }) {
        const answers: Array<Effect.Effect<void>> = []
        chainEach(NetBufferLists, (list) => {
          const answer = answerTo(payloadOf(list))
          if (answer !== undefined) answers.push(answer)
        })
        // The messages of a chain belong to different calls: none waits for another.
        if (answers.length === 1) yield* answers[0]!
        else yield* Effect.all(answers, { concurrency: "unbounded", discard: true })
        yield* ndis.NdisReturnNetBufferLists({ NdisBindingHandle: binding!, NetBufferLists, ReturnFlags: 0 })
      })
    }
  }
})
