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
import { Medium, NetEvent, objectHeader, ObjectType, PowerState } from "../ddi/Structures.ts"
import type { Life } from "../Driver.ts"
import type { BindContext, NdisBindingHandle, NdisProtocolHandle } from "../Handle.ts"
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
  /** The device falls asleep or wakes up (NetEventSetPower); asleep, it takes no sends and no requests. */
  readonly sleeping?: (sleeping: boolean, binding: Bound) => void
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

/** A binding with what is owed for it: a bind or unbind that pends is completed when the open or close below it has ended. */
class Held implements Bound {
  handle!: NdisBindingHandle
  readonly adapter: string
  /** Completes the bind. */
  opened: (status: NdisStatus) => Effect.Effect<void> = () => Effect.void
  /** Completes what waits for the close. */
  closed: Effect.Effect<void> = Effect.void
  /** Completes the bind that failed after a pended open, once its adapter is closed. */
  failed: Effect.Effect<void> | undefined = undefined

  constructor(adapter: string) {
    this.adapter = adapter
  }
}

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
  const bindEnds = (BindAdapterContext: BindContext, Status: NdisStatus) =>
    life.ndis.NdisCompleteBindAdapterEx({ BindAdapterContext, Status })
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
      const context = new Held(BindParameters.AdapterName)
      context.opened = (status) => bindEnds(BindContext, status)
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
      if (opened.NdisBindingHandle === undefined) return opened.Status
      context.handle = opened.NdisBindingHandle
      if (opened.Status !== NdisStatus.SUCCESS) return opened.Status
      const status = yield* binding.bound(context)
      if (status === NdisStatus.SUCCESS) return status
      context.closed = bindEnds(BindContext, status)
      const closed = yield* life.ndis.NdisCloseAdapterEx({ NdisBindingHandle: context.handle })
      return closed === NdisStatus.PENDING ? closed : status
    }),
    ProtocolUnbindAdapterEx: Effect.fnUntraced(function* ({ ProtocolBindingContext, UnbindContext }) {
      const context = ProtocolBindingContext as Held
      const { failed } = context
      if (failed === undefined) yield* binding.unbinding(context)
      const unbound = life.ndis.NdisCompleteUnbindAdapterEx({ UnbindContext })
      context.closed = failed === undefined ? unbound : Effect.andThen(unbound, failed)
      const closed = yield* life.ndis.NdisCloseAdapterEx({ NdisBindingHandle: context.handle })
      if (closed === NdisStatus.PENDING) return closed
      if (failed !== undefined) yield* failed
      return NdisStatus.SUCCESS
    }),
    // What pended goes on where it was.
    ProtocolOpenAdapterCompleteEx: Effect.fnUntraced(function* ({ ProtocolBindingContext, Status }) {
      const context = ProtocolBindingContext as Held
      const status = Status === NdisStatus.SUCCESS ? yield* binding.bound(context) : Status
      if (status === NdisStatus.SUCCESS || Status !== NdisStatus.SUCCESS) return yield* context.opened(status)
      // Outside of the bind handler an adapter is closed by being unbound.
      context.failed = context.opened(status)
      yield* life.ndis.NdisUnbindAdapter({ NdisBindingHandle: context.handle })
    }),
    ProtocolCloseAdapterCompleteEx: ({ ProtocolBindingContext }) => (ProtocolBindingContext as Held).closed,
    ProtocolNetPnPEvent: ({ NetPnPEventNotification, ProtocolBindingContext }) => {
      const { Buffer, NetEvent: event } = NetPnPEventNotification.NetPnPEvent
      const context = ProtocolBindingContext as Bound
      if (event === NetEvent.Restart) binding.running?.(true, context)
      if (event === NetEvent.SetPower) binding.sleeping?.(Buffer !== PowerState.D0, context)
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
