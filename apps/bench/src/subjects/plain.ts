/**
 * The two clients as plain machines: handlers answer with values, returns arrive as calls, and no fiber exists per call.
 */
import {
  atmAddress,
  atmSap,
  callTo,
  Driver,
  type HandlersFor,
  type NdisBindingHandle,
  type NdisSapHandle,
  NdisStatus,
  type NdisVcHandle,
  type Outs
} from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { client, type Place } from "./client.ts"
import type { Round } from "./Round.ts"

/** Whom all calls of the benchmark go to. */
export const called = "4799"
const parameters = callTo(atmAddress(called))

/** Has calls made. */
export interface Caller {
  /** Begins as many calls as may be in flight; each that is over makes room for the next. */
  readonly start: (round: Round, inFlight: number) => void
}

type Direct = Driver.Life<"client">["direct"]

/** One call after the other. Its value is the VC context. */
class Line {
  private vc: NdisVcHandle | undefined
  private readonly direct: Direct
  private readonly place: Place
  private readonly round: Round

  constructor(direct: Direct, place: Place, round: Round) {
    this.direct = direct
    this.place = place
    this.round = round
  }

  begin(): void {
    if (!this.round.begin()) return
    const { af, binding } = this.place
    this.direct.NdisCoCreateVc({ NdisBindingHandle: binding, NdisAfHandle: af, ProtocolVcContext: this }, this.created)
  }

  private readonly created = (status: NdisStatus, out: Partial<Outs<"NdisCoCreateVc">>): void => {
    if (!this.round.check("NdisCoCreateVc", status)) return
    this.vc = out.NdisVcHandle!
    this.direct.NdisClMakeCall({ NdisVcHandle: this.vc, CallParameters: parameters }, this.making)
  }

  private readonly making = (status: NdisStatus): void => {
    this.round.check("NdisClMakeCall", status, NdisStatus.PENDING)
  }

  made(status: NdisStatus): void {
    if (!this.round.check("ProtocolClMakeCallComplete", status)) return
    this.direct.NdisClCloseCall({ NdisVcHandle: this.vc!, Size: 0 }, this.closing)
  }

  private readonly closing = (status: NdisStatus): void => {
    this.round.check("NdisClCloseCall", status, NdisStatus.PENDING)
  }

  closed(status: NdisStatus): void {
    if (!this.round.check("ProtocolClCloseCallComplete", status)) return
    this.direct.NdisCoDeleteVc({ NdisVcHandle: this.vc! }, this.deleted)
  }

  private readonly deleted = (status: NdisStatus): void => {
    if (!this.round.check("NdisCoDeleteVc", status)) return
    this.vc = undefined
    this.round.over()
    this.begin()
  }
}

/** The client that makes the calls. It shows a {@link Caller}; `ready` is done once it can make them. */
export const caller = (ready: Deferred.Deferred<void>): Driver.Driver<"client"> =>
  Driver.make<"client">({
    name: "voice",
    roles: ["client"],
    start: (life) => ({
      ...client(life, {
        opened: (place) => {
          const face: Caller = {
            start: (round, inFlight) =>
              life.post(() => {
                for (let line = 0; line < inFlight; line++) new Line(life.direct, place, round).begin()
              })
          }
          life.publish(face)
          return Deferred.succeed(ready, undefined)
        }
      }),
      ProtocolClMakeCallComplete: ({ ProtocolVcContext, Status }) => (ProtocolVcContext as Line).made(Status),
      ProtocolClCloseCallComplete: ({ ProtocolVcContext, Status }) => (ProtocolVcContext as Line).closed(Status)
    })
  })

/** Takes calls. */
export interface Callee {
  /** Reports the end of each call to this round from now on. */
  readonly follow: (round: Round) => void
}

/** A call that came in. Its value is the VC context. */
class Incoming {
  readonly vc: NdisVcHandle
  connected = false
  constructor(vc: NdisVcHandle) {
    this.vc = vc
  }
}

/** The client that is called: it takes every call at once, and closes when the caller has. */
export const callee = (
  ready: Deferred.Deferred<void>,
  more?: (life: Driver.Life<"client">, binding: () => NdisBindingHandle) => Partial<HandlersFor<"client">>
): Driver.Driver<"client"> =>
  Driver.make<"client">({
    name: "answer",
    roles: ["client"],
    start: (life) => {
      const { direct, ndis } = life
      let sap: NdisSapHandle | undefined
      let place: Place | undefined
      let round: Round | undefined
      const face: Callee = {
        follow: (next) => {
          round = next
        }
      }
      const closing = (status: NdisStatus): void => void round?.check("NdisClCloseCall of an incoming call", status, NdisStatus.PENDING)
      return {
        ...client(life, {
          opened: Effect.fnUntraced(function* (opened) {
            place = opened
            const { af } = opened
            const registered = yield* ndis.NdisClRegisterSap({ NdisAfHandle: af, Sap: atmSap(atmAddress(called)), ProtocolSapContext: {} })
            if (registered.Status !== NdisStatus.SUCCESS || registered.NdisSapHandle === undefined) {
              return life.crash(new Error(`the SAP could not be registered: ${registered.Status}`))
            }
            sap = registered.NdisSapHandle
            life.publish(face)
            yield* Deferred.succeed(ready, undefined)
          }),
          closing: Effect.suspend(() => (sap === undefined ? Effect.void : Effect.asVoid(ndis.NdisClDeregisterSap({ NdisSapHandle: sap }))))
        }),
        ProtocolCoCreateVc: ({ NdisVcHandle }) => ({ Status: NdisStatus.SUCCESS, ProtocolVcContext: new Incoming(NdisVcHandle) }),
        ProtocolClIncomingCall: () => NdisStatus.SUCCESS,
        ProtocolClCallConnected: ({ ProtocolVcContext }) => {
          ;(ProtocolVcContext as Incoming).connected = true
        },
        ProtocolClIncomingCloseCall: ({ CloseStatus, ProtocolVcContext }) => {
          const { connected, vc } = ProtocolVcContext as Incoming
          round?.check("ProtocolClIncomingCloseCall", CloseStatus)
          round?.check("ProtocolClCallConnected before the close", connected ? NdisStatus.SUCCESS : NdisStatus.FAILURE)
          direct.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 }, closing)
        },
        ProtocolClCloseCallComplete: ({ Status }) => void round?.check("ProtocolClCloseCallComplete of an incoming call", Status),
        ProtocolCoDeleteVc: () => {
          round?.over()
          return NdisStatus.SUCCESS
        },
        ...more?.(life, () => place!.binding)
      }
    }
  })
