/**
 * What an operator asks of a running host: reset, pause and restart. No driver can ask for these; NDIS carries them out.
 *
 * Each answers how it ended. A name that no driver or adapter has is answered NDIS_STATUS_ADAPTER_NOT_FOUND.
 *
 * @see docs/condis/operations.md, OP-38, OP-39
 */
import * as Effect from "effect/Effect"
import { NdisStatus } from "../NdisStatus.ts"
import type { Binding } from "./objects.ts"
import { type Pnp } from "./Pnp.ts"
import type { Runtime } from "./Runtime.ts"

export interface Operator {
  /** OP-38: resets an adapter. */
  readonly reset: (adapter: string) => Effect.Effect<NdisStatus>
  /** OP-39: pauses an adapter and all that is bound to it, or what one protocol has bound. */
  readonly pause: (name: string) => Effect.Effect<NdisStatus>
  /** OP-39: the reverse. It can fail, and then what failed stays paused. */
  readonly restart: (name: string) => Effect.Effect<NdisStatus>
}

const notFound = Effect.succeed(NdisStatus.ADAPTER_NOT_FOUND)

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
    }
  }
}
