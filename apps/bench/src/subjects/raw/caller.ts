/**
 * The client that makes the calls, as raw Effect handlers: what follows a return stands behind its `yield*`.
 */
import { atmAddress, callTo, Driver, NdisStatus, type NdisVcHandle } from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { client, type Place } from "../client.ts"
import { called, type Caller } from "../plain.ts"
import type { Round } from "../Round.ts"

const parameters = callTo(atmAddress(called))

/** One call after the other. Its value is the VC context. */
interface Line {
  readonly round: Round
  vc: NdisVcHandle | undefined
}

export const caller = (ready: Deferred.Deferred<void>): Driver.Driver<"client"> =>
  Driver.make<"client">({
    name: "voice",
    roles: ["client"],
    start: (life) => {
      const { ndis } = life
      let place: Place | undefined
      const begin = Effect.fnUntraced(function* (line: Line) {
        if (place === undefined || !line.round.begin()) return
        const created = yield* ndis.NdisCoCreateVc({
          NdisBindingHandle: place.binding,
          NdisAfHandle: place.af,
          ProtocolVcContext: line
        })
        if (!line.round.check("NdisCoCreateVc", created.Status)) return
        line.vc = created.NdisVcHandle!
        const made = yield* ndis.NdisClMakeCall({ NdisVcHandle: line.vc, CallParameters: parameters })
        line.round.check("NdisClMakeCall", made.Status, NdisStatus.PENDING)
      })
      return {
        ...client(life, {
          opened: (opened) => {
            place = opened
            const face: Caller = {
              start: (round, inFlight) => {
                for (let line = 0; line < inFlight; line++) life.workItem(begin({ round, vc: undefined }))
              }
            }
            life.publish(face)
            return Deferred.succeed(ready, undefined)
          }
        }),
        ProtocolClMakeCallComplete: Effect.fnUntraced(function* ({ ProtocolVcContext, Status }) {
          const { round, vc } = ProtocolVcContext as Line
          if (!round.check("ProtocolClMakeCallComplete", Status)) return
          const closing = yield* ndis.NdisClCloseCall({ NdisVcHandle: vc!, Size: 0 })
          round.check("NdisClCloseCall", closing, NdisStatus.PENDING)
        }),
        ProtocolClCloseCallComplete: Effect.fnUntraced(function* ({ ProtocolVcContext, Status }) {
          const line = ProtocolVcContext as Line
          if (!line.round.check("ProtocolClCloseCallComplete", Status)) return
          const deleted = yield* ndis.NdisCoDeleteVc({ NdisVcHandle: line.vc! })
          if (!line.round.check("NdisCoDeleteVc", deleted)) return
          line.vc = undefined
          line.round.over()
          yield* begin(line)
        })
      }
    }
  })
