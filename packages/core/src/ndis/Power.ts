/**
 * The power of one adapter's device: D0, in which it works, and D1 to D3, in which it sleeps.
 *
 * Before a device sleeps, its miniport is asked whether it can, and everything is paused, top-down; then the protocols hear of it, and the
 * miniport sets it. When it wakes, the miniport is first, the protocols hear, and what ran before is restarted. Calls stay as they are. A
 * miniport that cannot, or fails, has everything as it was before.
 *
 * @see docs/condis/operations.md, OP-39
 */
import * as Effect from "effect/Effect"
import { NetEvent, netPnPEvent, type OidRequest, PowerState, type PowerStateName, queryRequest, setRequest } from "../ddi/Structures.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import { Oid } from "../Oid.ts"
import type { Binding } from "./objects.ts"
import type { Pnp } from "./Pnp.ts"
import { askMiniport } from "./routes/OidRequests.ts"

export class Power {
  private readonly pnp: Pnp
  /** The adapter ran when it fell asleep. */
  private ran = false

  constructor(pnp: Pnp) {
    this.pnp = pnp
  }

  /** The device is in another state. In the fiber of plug-and-play. */
  readonly set = (state: PowerStateName): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function* () {
      const { adapter } = this.pnp
      const before = adapter.power
      if (adapter.state !== "Running" && adapter.state !== "Paused") return NdisStatus.ADAPTER_NOT_READY
      if (state === before) return NdisStatus.SUCCESS
      if (state === "D0") return yield* this.wake
      const able = yield* this.askNormal(queryRequest(Oid.PNP_QUERY_POWER, 4, PowerState[state]))
      if (able !== NdisStatus.SUCCESS) return able
      if (before === "D0") {
        this.ran = adapter.state === "Running"
        yield* this.pnp.pause
      }
      this.powered(state)
      for (const binding of this.pnp.bound.slice().reverse()) yield* this.tellPower(binding)
      const status = yield* this.askNormal(setRequest(Oid.PNP_SET_POWER, PowerState[state], 4))
      if (status === NdisStatus.SUCCESS) return status
      this.powered(before)
      for (const binding of this.pnp.bound.slice()) yield* this.tellPower(binding)
      if (before === "D0" && this.ran) yield* this.pnp.resume
      return status
    })

  private readonly wake: Effect.Effect<NdisStatus> = Effect.gen({ self: this }, function* () {
    const status = yield* this.askNormal(setRequest(Oid.PNP_SET_POWER, PowerState.D0, 4))
    if (status !== NdisStatus.SUCCESS) return status
    this.powered("D0")
    for (const binding of this.pnp.bound.slice()) yield* this.tellPower(binding)
    return this.ran ? yield* this.pnp.resume : NdisStatus.SUCCESS
  })

  private powered(state: PowerStateName): void {
    const { adapter } = this.pnp
    adapter.changed("power", adapter.power, state)
    adapter.power = state
  }

  private readonly tellPower = (binding: Binding): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const { adapter } = this.pnp
      const { protocol } = binding
      if (protocol.dead || protocol.standIn) return
      const status = yield* this.pnp.event(binding, netPnPEvent(NetEvent.SetPower, PowerState[adapter.power], 4))
      if (status === NdisStatus.SUCCESS || protocol.dead) return
      const text = `NetEventSetPower ended with ${statusName(status)}; no protocol can keep a device from ${adapter.power}`
      adapter.trace?.record({ kind: "note", host: adapter.host, at: protocol.name, text })
    })

  /** Asks the miniport in the name of NDIS, when no reset is in the way. */
  private readonly askNormal = (request: OidRequest): Effect.Effect<NdisStatus> =>
    Effect.callback<NdisStatus>((resume) =>
      this.pnp.post(() =>
        this.pnp.adapter.reset.whenNormal(() =>
          askMiniport(this.pnp.adapter, request, undefined, (status) => {
            this.pnp.adapter.detach()
            resume(Effect.succeed(status))
          })
        )
      )
    )
}
