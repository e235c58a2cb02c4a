/**
 * The raw client: every handler a connection-oriented client needs, by its exact name.
 *
 * What an author does not write is here: the plumbing of every protocol driver (entry points, binding, pause and restart, unbinding) and
 * placeholders. A placeholder answers NDIS_STATUS_NOT_SUPPORTED where an answer is due and does nothing where none is; received data goes
 * straight back to the miniport.
 *
 * @see docs/condis/operations.md, OP-01, OP-05, OP-40
 */
import type { Life } from "@condis/core/Driver"
import type { HandlersFor } from "@condis/core/ddi/Facade"
import { type Binding, type Bound, plumbing } from "@condis/core/kit/Protocol"
import { ReceiveFlags } from "@condis/core/NetBufferList"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"

const notSupported = (): NdisStatus => NdisStatus.NOT_SUPPORTED
const nothing = (): void => {}

/** Bound and nothing else: a client waits for ProtocolCoAfRegisterNotify. */
const bare: Binding = { bound: () => Effect.succeed(NdisStatus.SUCCESS), unbinding: () => Effect.void }

/**
 * All handlers of a client: the plumbing and placeholders, with the author's own in their place.
 *
 * `binding` says what happens around binding and unbinding, for authors who keep the plumbing. An author who opens an address family
 * gives it back there: the binding is closed as soon as `unbinding` is done.
 *
 * @example
 * const watcher = Driver.make({
 *   name: "watcher",
 *   roles: ["client"],
 *   start: (life) => clientHandlers(life, {
 *     ProtocolCoAfRegisterNotify: ({ AddressFamily }) => {
 *       life.trace?.record({ kind: "note", host: life.host, at: life.name, text: addressFamilyText(AddressFamily) })
 *     }
 *   })
 * })
 */
export const clientHandlers = (
  life: Life<"client">,
  overrides: Partial<HandlersFor<"client">> = {},
  binding: Binding = bare
): HandlersFor<"client"> => ({
  ...plumbing(life, { client: true, callManager: false }, binding),
  ProtocolCoAfRegisterNotify: nothing,
  ProtocolClOpenAfCompleteEx: nothing,
  ProtocolClCloseAfComplete: nothing,
  ProtocolClNotifyCloseAf: notSupported,
  ProtocolClRegisterSapComplete: nothing,
  ProtocolClDeregisterSapComplete: nothing,
  ProtocolCoCreateVc: notSupported,
  ProtocolCoDeleteVc: notSupported,
  ProtocolClMakeCallComplete: nothing,
  ProtocolClIncomingCall: notSupported,
  ProtocolClCallConnected: nothing,
  ProtocolClModifyCallQoSComplete: nothing,
  ProtocolClIncomingCallQoSChange: nothing,
  ProtocolClAddPartyComplete: nothing,
  ProtocolClDropPartyComplete: nothing,
  ProtocolClIncomingDropParty: nothing,
  ProtocolClCloseCallComplete: nothing,
  ProtocolClIncomingCloseCall: nothing,
  ProtocolCoSendNetBufferListsComplete: nothing,
  ProtocolCoReceiveNetBufferLists: ({ NetBufferLists, ProtocolBindingContext, ReceiveFlags: flags }) => {
    if ((flags & ReceiveFlags.RESOURCES) !== 0) return
    const { handle } = ProtocolBindingContext as Bound
    life.direct.NdisReturnNetBufferLists({ NdisBindingHandle: handle, NetBufferLists, ReturnFlags: 0 })
  },
  ProtocolCoOidRequest: notSupported,
  ProtocolCoOidRequestComplete: nothing,
  ...overrides
})
