/**
 * The plumbing every connection-oriented protocol driver needs: entry points, binding, pause and restart, unbinding.
 *
 * A driver adds what happens once it is bound and before it is unbound; both run at PASSIVE_LEVEL.
 *
 * @see docs/condis/operations.md, OP-01, OP-02, OP-05, OP-39, OP-40
 */
import * as Effect from "effect/Effect"
import {
  callManagerOptionalHandlers,
  clientOptionalHandlers,
  type DriverOptionalHandlers,
  protocolCoCharacteristics
} from "../ddi/Characteristics.ts"
import type { HandlersFor, NeedsPassiveLevel } from "../ddi/Facade.ts"
import { Medium, NetEvent, objectHeader, ObjectType } from "../ddi/Structures.ts"
import type { Life } from "../Driver.ts"
import type { NdisBindingHandle, NdisProtocolHandle } from "../Handle.ts"
import { NdisStatus, StatusIndication } from "../NdisStatus.ts"

/** A binding, as its protocol sees it. Its value is the ProtocolBindingContext. */
export interface Bound {
  readonly handle: NdisBindingHandle
  readonly adapter: string
}

/** What a driver adds to the plumbing. */
export interface Binding {
  /** The adapter is open; the bind handler answers with this status. Anything but SUCCESS closes the adapter again. */
  readonly bound: (binding: Bound) => Effect.Effect<NdisStatus, never, NeedsPassiveLevel>
  /** Data may flow (NetEventRestart) as soon as the handler has returned, or may no longer be begun (NetEventPause). */
  readonly running?: (running: boolean, binding: Bound) => void
  /** Every send of the binding has come home: only then a pause is over (BIND-12). By default there are none. */
  readonly idle?: (binding: Bound) => Effect.Effect<void>
  /** The adapter is being reset, and nothing is sent meanwhile; or that is over. */
  readonly resetting?: (resetting: boolean, binding: Bound) => void
  /** The binding is paused and about to be closed: give back everything connection-oriented. */
  readonly unbinding: (binding: Bound) => Effect.Effect<void, never, NeedsPassiveLevel>
}

type PlumbingOf = Pick<
  HandlersFor<"client" | "call manager">,
  | "ProtocolSetOptions"
  | "ProtocolBindAdapterEx"
  | "ProtocolUnbindAdapterEx"
  | "ProtocolOpenAdapterCompleteEx"
  | "ProtocolCloseAdapterCompleteEx"
  | "ProtocolNetPnPEvent"
  | "ProtocolOidRequestComplete"
  | "ProtocolCoStatusEx"
>

/** The handlers of the plumbing, for a driver of these roles. */
export const plumbing = (
  life: Life<"client">,
  roles: { readonly client: boolean; readonly callManager: boolean },
  binding: Binding
): PlumbingOf => {
  let protocol: NdisProtocolHandle | undefined
  const structures: ReadonlyArray<DriverOptionalHandlers> = [
    protocolCoCharacteristics,
    ...(roles.client ? [clientOptionalHandlers] : []),
    ...(roles.callManager ? [callManagerOptionalHandlers] : [])
  ]
  return {
    ProtocolSetOptions: Effect.fnUntraced(function* ({ NdisDriverHandle }) {
      protocol = NdisDriverHandle as NdisProtocolHandle
      for (const OptionalHandlers of structures) {
        const status = yield* life.ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
        if (status !== NdisStatus.SUCCESS) return status
      }
      return NdisStatus.SUCCESS
    }),
    ProtocolBindAdapterEx: Effect.fnUntraced(function* ({ BindContext, BindParameters }) {
      if (protocol === undefined) return NdisStatus.FAILURE
      const context: { handle: NdisBindingHandle; readonly adapter: string } = {
        handle: undefined as never,
        adapter: BindParameters.AdapterName
      }
      const opened = yield* life.ndis.NdisOpenAdapterEx({
        NdisProtocolHandle: protocol,
        ProtocolBindingContext: context,
        OpenParameters: {
          Header: objectHeader(ObjectType.OPEN_PARAMETERS),
          AdapterName: BindParameters.AdapterName,
          MediumArray: [Medium.Atm, Medium.CoWan]
        },
        BindContext
      })
      if (opened.Status !== NdisStatus.SUCCESS || opened.NdisBindingHandle === undefined) return opened.Status
      context.handle = opened.NdisBindingHandle
      const status = yield* binding.bound(context)
      if (status !== NdisStatus.SUCCESS) yield* life.ndis.NdisCloseAdapterEx({ NdisBindingHandle: context.handle })
      return status
    }),
    ProtocolUnbindAdapterEx: Effect.fnUntraced(function* ({ ProtocolBindingContext }) {
      const context = ProtocolBindingContext as Bound
      yield* binding.unbinding(context)
      yield* life.ndis.NdisCloseAdapterEx({ NdisBindingHandle: context.handle })
      return NdisStatus.SUCCESS
    }),
    ProtocolOpenAdapterCompleteEx: () => {},
    ProtocolCloseAdapterCompleteEx: () => {},
    ProtocolNetPnPEvent: ({ NetPnPEventNotification, ProtocolBindingContext }) => {
      const event = NetPnPEventNotification.NetPnPEvent.NetEvent
      const context = ProtocolBindingContext as Bound
      if (event === NetEvent.Restart) binding.running?.(true, context)
      if (event !== NetEvent.Pause) return NdisStatus.SUCCESS
      binding.running?.(false, context)
      return binding.idle === undefined ? NdisStatus.SUCCESS : Effect.as(binding.idle(context), NdisStatus.SUCCESS)
    },
    ProtocolOidRequestComplete: () => {},
    ProtocolCoStatusEx: ({ ProtocolBindingContext, StatusIndication: { StatusCode } }) => {
      if (StatusCode === StatusIndication.RESET_START) binding.resetting?.(true, ProtocolBindingContext as Bound)
      if (StatusCode === StatusIndication.RESET_END) binding.resetting?.(false, ProtocolBindingContext as Bound)
    }
  }
}
