/**
 * What the clients of the benchmark have in common: they open the one address family there is, give it back when they leave, and expect
 * nothing but what their rows do.
 */
import { type Driver, type HandlersFor, type NdisAfHandle, type NdisBindingHandle, type NeedsPassiveLevel, NdisStatus } from "@condis/core"
import { type Bound, plumbing } from "@condis/core/kit/Protocol"
import * as Effect from "effect/Effect"

/** Where a client makes and takes its calls. */
export interface Place {
  readonly binding: NdisBindingHandle
  readonly af: NdisAfHandle
}

/** What a client does with an address family. */
export interface Client {
  readonly opened: (place: Place) => Effect.Effect<void, never, NeedsPassiveLevel>
  /** Gives back what it has on it; then it is closed. */
  readonly closing?: Effect.Effect<void, never, NeedsPassiveLevel>
}

const unsupported = () => NdisStatus.NOT_SUPPORTED
const nothing = () => {}

/** Handlers of a client; those for calls are all refusals, to be replaced. */
export const client = (life: Driver.Life<"client">, { closing, opened }: Client): HandlersFor<"client"> => {
  let binding: Bound | undefined
  let af: NdisAfHandle | undefined
  return {
    ...plumbing(
      life,
      { client: true, callManager: false },
      {
        bound: (bound) =>
          Effect.sync(() => {
            binding = bound
            return NdisStatus.SUCCESS
          }),
        unbinding: Effect.fnUntraced(function* () {
          if (af === undefined) return
          if (closing !== undefined) yield* closing
          const status = yield* life.ndis.NdisClCloseAddressFamily({ NdisAfHandle: af })
          if (status !== NdisStatus.SUCCESS) life.crash(new Error(`the address family could not be closed: ${status}`))
        })
      }
    ),
    ProtocolCoAfRegisterNotify: Effect.fnUntraced(function* ({ AddressFamily }) {
      if (binding === undefined) return
      const result = yield* life.ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: binding.handle, AddressFamily, ClientAfContext: {} })
      if (result.Status !== NdisStatus.SUCCESS || result.NdisAfHandle === undefined) {
        return life.crash(new Error(`the address family could not be opened: ${result.Status}`))
      }
      af = result.NdisAfHandle
      yield* opened({ binding: binding.handle, af })
    }),
    ProtocolClOpenAfCompleteEx: nothing,
    ProtocolClCloseAfComplete: nothing,
    ProtocolClNotifyCloseAf: unsupported,
    ProtocolClRegisterSapComplete: nothing,
    ProtocolClDeregisterSapComplete: nothing,
    ProtocolCoCreateVc: unsupported,
    ProtocolCoDeleteVc: unsupported,
    ProtocolClMakeCallComplete: nothing,
    ProtocolClModifyCallQoSComplete: nothing,
    ProtocolClCloseCallComplete: nothing,
    ProtocolClAddPartyComplete: nothing,
    ProtocolClDropPartyComplete: nothing,
    ProtocolClIncomingCall: unsupported,
    ProtocolClIncomingCallQoSChange: nothing,
    ProtocolClIncomingCloseCall: nothing,
    ProtocolClIncomingDropParty: nothing,
    ProtocolClCallConnected: nothing,
    ProtocolCoOidRequest: unsupported,
    ProtocolCoOidRequestComplete: nothing,
    ProtocolCoSendNetBufferListsComplete: nothing,
    ProtocolCoReceiveNetBufferLists: nothing
  }
}
