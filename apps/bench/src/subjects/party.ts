/**
 * The client of a multipoint call that stands: what counts as a call here is a party that is added and dropped.
 */
import { atmAddress, callTo, Driver, type NdisPartyHandle, NdisStatus, type NdisVcHandle } from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { client } from "./client.ts"
import { called, type Caller } from "./plain.ts"
import type { Round } from "./Round.ts"

const parameters = callTo(atmAddress(called))

type Direct = Driver.Life<"client">["direct"]

/** One party after the other. Its value is the party context. */
class Line {
  private readonly direct: Direct
  private readonly vc: NdisVcHandle
  private readonly round: Round

  constructor(direct: Direct, vc: NdisVcHandle, round: Round) {
    this.direct = direct
    this.vc = vc
    this.round = round
  }

  begin(): void {
    if (!this.round.begin()) return
    this.direct.NdisClAddParty({ NdisVcHandle: this.vc, ProtocolPartyContext: this, CallParameters: parameters }, this.adding)
  }

  private readonly adding = (status: NdisStatus): void => {
    this.round.check("NdisClAddParty", status, NdisStatus.PENDING)
  }

  added(status: NdisStatus, party: NdisPartyHandle): void {
    if (!this.round.check("ProtocolClAddPartyComplete", status)) return
    this.direct.NdisClDropParty({ NdisPartyHandle: party, Size: 0 }, this.dropping)
  }

  private readonly dropping = (status: NdisStatus): void => {
    this.round.check("NdisClDropParty", status, NdisStatus.PENDING)
  }

  dropped(status: NdisStatus): void {
    if (!this.round.check("ProtocolClDropPartyComplete", status)) return
    this.round.over()
    this.begin()
  }
}

/** The client. It shows a {@link Caller}; `ready` is done once its multipoint call is up. */
export const partyCaller = (ready: Deferred.Deferred<void>): Driver.Driver<"client"> =>
  Driver.make<"client">({
    name: "voice",
    roles: ["client"],
    start: (life) => {
      const { direct, ndis } = life
      const closed = Deferred.makeUnsafe<void>()
      let vc: NdisVcHandle | undefined
      let first: NdisPartyHandle | undefined
      const face: Caller = {
        start: (round, inFlight) =>
          life.post(() => {
            for (let line = 0; line < inFlight; line++) new Line(direct, vc!, round).begin()
          })
      }
      const hangUp = Effect.fnUntraced(function* (NdisVcHandle: NdisVcHandle, NdisPartyHandle: NdisPartyHandle) {
        yield* ndis.NdisClCloseCall({ NdisVcHandle, NdisPartyHandle, Size: 0 })
        yield* Deferred.await(closed)
        yield* ndis.NdisCoDeleteVc({ NdisVcHandle })
      })
      return {
        ...client(life, {
          opened: Effect.fnUntraced(function* ({ af, binding }) {
            const created = yield* ndis.NdisCoCreateVc({ NdisBindingHandle: binding, NdisAfHandle: af, ProtocolVcContext: life })
            if (created.NdisVcHandle === undefined) return life.crash(new Error(`no VC for the multipoint call: ${created.Status}`))
            vc = created.NdisVcHandle
            // A party context asks for a multipoint call.
            yield* ndis.NdisClMakeCall({ NdisVcHandle: vc, CallParameters: parameters, ProtocolPartyContext: life })
          }),
          closing: Effect.suspend(() => (vc === undefined || first === undefined ? Effect.void : hangUp(vc, first)))
        }),
        ProtocolClMakeCallComplete: ({ NdisPartyHandle, Status }) => {
          if (Status !== NdisStatus.SUCCESS) return life.crash(new Error(`the multipoint call was not made: ${Status}`))
          first = NdisPartyHandle!
          life.publish(face)
          Deferred.doneUnsafe(ready, Effect.void)
        },
        ProtocolClAddPartyComplete: ({ NdisPartyHandle, ProtocolPartyContext, Status }) =>
          (ProtocolPartyContext as Line).added(Status, NdisPartyHandle!),
        ProtocolClDropPartyComplete: ({ ProtocolPartyContext, Status }) => (ProtocolPartyContext as Line).dropped(Status),
        ProtocolClCloseCallComplete: () => void Deferred.doneUnsafe(closed, Effect.void)
      }
    }
  })
