/**
 * What an operator does to a running host: reset, pause and restart, sleep and waking, taking a device out and putting it in, switching off. No driver can
 * ask for these; NDIS carries them out.
 *
 * Each answers how it ended. A name that no driver or adapter has is answered NDIS_STATUS_ADAPTER_NOT_FOUND.
 *
 * @see docs/condis/operations.md, OP-38, OP-39, OP-41
 */
import * as Effect from "effect/Effect"
import { DevicePnPEvent, HaltAction, objectHeader, ObjectType, type PowerStateName, ShutdownAction } from "../ddi/Structures.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Binding } from "./objects.ts"
import type { Pnp } from "./Pnp.ts"
import type { Runtime } from "./Runtime.ts"

export interface Operator {
  /** OP-38: resets an adapter. */
  readonly reset: (adapter: string) => Effect.Effect<NdisStatus>
  /** OP-39: pauses an adapter and all that is bound to it, or what one protocol has bound. */
  readonly pause: (name: string) => Effect.Effect<NdisStatus>
  /** OP-39: the reverse. It can fail, and then what failed stays paused. */
  readonly restart: (name: string) => Effect.Effect<NdisStatus>
  /** OP-41: an adapter's device is taken out without a word; ends when the adapter is halted. Its driver stays. */
  readonly remove: (adapter: string) => Effect.Effect<NdisStatus>
  /** The device of an adapter falls asleep (D1 to D3) or wakes up (D0), with all that is bound to it. Calls live on. */
  readonly setPower: (adapter: string, state: PowerStateName) => Effect.Effect<NdisStatus>
  /** The device is put in again: its adapter is initialised, and who is there is bound. */
  readonly insert: (adapter: string) => Effect.Effect<NdisStatus>
  /** OP-41: the machine is switched off. Every adapter is shut down; nothing is unbound, halted or given back, and nothing follows. */
  readonly shutdown: Effect.Effect<void>
}

const notFound = Effect.succeed(NdisStatus.ADAPTER_NOT_FOUND)

/** Surprise removal: the device is gone already. The miniport is told first, then all goes as in a halt. */
const surprise = (pnp: Pnp): Effect.Effect<NdisStatus> =>
  Effect.gen(function* () {
    const { adapter } = pnp
    if (adapter.miniport === undefined || adapter.state === "Shutdown") return NdisStatus.ADAPTER_NOT_READY
    adapter.removed = true
    yield* pnp.tell("MiniportDevicePnPEventNotify", {
      NetDevicePnPEvent: { Header: objectHeader(ObjectType.DEFAULT), PortNumber: 0, DevicePnPEvent: DevicePnPEvent.SurpriseRemoved }
    })
    yield* pnp.halt(HaltAction.DeviceSurpriseRemoved)
    return NdisStatus.SUCCESS
  })

/** The machine goes off: the miniport brings the hardware to rest, nothing is given back, and nothing follows. */
const shutDown = (pnp: Pnp): Effect.Effect<void> =>
  Effect.suspend(() => {
    pnp.adapter.move("Shutdown")
    return pnp.tell("MiniportShutdownEx", { ShutdownAction: ShutdownAction.PowerOff })
  })

/** The operator of a host. */
export const make = (runtime: Runtime): Operator => {
  const pnpOf = (adapter: string): Pnp | undefined => runtime.adapters.get(adapter)?.pnp
  /** Does something with each binding of a protocol; the first answer that is not SUCCESS counts. */
  const each = (name: string, act: (pnp: Pnp, binding: Binding) => Effect.Effect<NdisStatus>): Effect.Effect<NdisStatus> =>
    Effect.gen(function* () {
      const instance = runtime.slots.get(name)?.instance
      let answer: NdisStatus = NdisStatus.ADAPTER_NOT_FOUND
      for (const { pnp } of runtime.adapters.values()) {
        if (pnp === undefined || instance === undefined) continue
        const one = yield* pnp.perform(
          Effect.suspend(() => {
            const binding = pnp.bindingOf(instance)
            return binding === undefined ? notFound : act(pnp, binding)
          })
        )
        if (one !== NdisStatus.ADAPTER_NOT_FOUND && (answer === NdisStatus.ADAPTER_NOT_FOUND || answer === NdisStatus.SUCCESS)) answer = one
      }
      return answer
    })
  return {
    reset: (adapter) => {
      const found = runtime.adapters.get(adapter)
      if (found === undefined) return notFound
      return Effect.callback<NdisStatus>((resume) => found.pnp?.post(() => found.reset.begin((status) => resume(Effect.succeed(status)))))
    },
    pause: (name) => {
      const pnp = pnpOf(name)
      return pnp === undefined ? each(name, (pnp, binding) => pnp.pauseBinding(binding)) : pnp.perform(pnp.pause)
    },
    restart: (name) => {
      const pnp = pnpOf(name)
      return pnp === undefined ? each(name, (pnp, binding) => pnp.restart(binding)) : pnp.perform(pnp.resume)
    },
    remove: (adapter) => {
      const pnp = pnpOf(adapter)
      return pnp === undefined ? notFound : pnp.perform(surprise(pnp))
    },
    setPower: (adapter, state) => {
      const pnp = pnpOf(adapter)
      return pnp === undefined ? notFound : pnp.perform(pnp.power.set(state))
    },
    insert: (name) =>
      Effect.suspend(() => {
        const adapter = runtime.adapters.get(name)
        const slot = [...runtime.slots.values()].find(({ driver }) => driver.adapters.includes(name))
        const driver = slot === undefined ? undefined : runtime.registry.of(slot.instance)
        if (adapter === undefined || driver === undefined) return notFound
        if (!adapter.removed) return Effect.succeed(NdisStatus.ADAPTER_NOT_READY)
        adapter.removed = false
        return runtime.startAdapter(adapter, driver)
      }),
    shutdown: Effect.suspend(() => {
      runtime.down = true
      return Effect.forEach(runtime.adapters.values(), ({ pnp }) => pnp!.perform(shutDown(pnp!)), { discard: true })
    })
  }
}
