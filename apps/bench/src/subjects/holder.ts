/**
 * A client whose VCs stay: what one costs that does nothing.
 */
import { atmAddress, callTo, Driver, type HandlersFor, NdisStatus, type NdisVcHandle, statusName } from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { client, type Place } from "./client.ts"
import { called } from "./plain.ts"

const parameters = callTo(atmAddress(called))

/** Makes VCs that stay, and takes them back. Both end when the last one is done. */
export interface Holder {
  /** Those that are there. */
  readonly held: ReadonlyArray<{ readonly vc: NdisVcHandle | undefined }>
  /** With a call on each, or without. */
  readonly grow: (count: number, calls: boolean) => Effect.Effect<void>
  /** The newest ones go. */
  readonly shrink: (count: number) => Effect.Effect<void>
}

/** VCs that are made or taken back at a time. */
const together = 100

/** A VC that stays. Its value is the VC context. */
class Held {
  vc: NdisVcHandle | undefined = undefined
  up = false
}

type Direct = Driver.Life<"client">["direct"]

class Holding implements Holder {
  readonly held: Array<Held> = []
  private readonly life: Driver.Life<"client">
  private readonly place: Place
  private left = 0
  private toBegin = 0
  private act: () => void = () => {}
  private done: Deferred.Deferred<void> | undefined

  constructor(life: Driver.Life<"client">, place: Place) {
    this.life = life
    this.place = place
  }

  private get direct(): Direct {
    return this.life.direct
  }

  readonly grow = (count: number, calls: boolean): Effect.Effect<void> => this.all(count, () => this.make(new Held(), calls))

  readonly shrink = (count: number): Effect.Effect<void> => this.all(count, () => this.take(this.held.pop()!))

  /** Has it done so often, some at a time. */
  private all(count: number, act: () => void): Effect.Effect<void> {
    return Effect.suspend(() => {
      const done = Deferred.makeUnsafe<void>()
      this.done = done
      this.left = this.toBegin = count
      this.act = act
      this.life.post(() => {
        for (let n = 0; n < together; n++) this.next()
      })
      return Deferred.await(done)
    })
  }

  private next(): void {
    if (this.toBegin === 0) return
    this.toBegin--
    this.act()
  }

  private over(): void {
    if (--this.left === 0) Deferred.doneUnsafe(this.done!, Effect.void)
    else this.next()
  }

  private make(held: Held, calls: boolean): void {
    const { af, binding } = this.place
    this.direct.NdisCoCreateVc({ NdisBindingHandle: binding, NdisAfHandle: af, ProtocolVcContext: held }, (status, { NdisVcHandle }) => {
      this.check("NdisCoCreateVc", status)
      held.vc = NdisVcHandle
      this.held.push(held)
      if (calls) this.direct.NdisClMakeCall({ NdisVcHandle: NdisVcHandle!, CallParameters: parameters })
      else this.over()
    })
  }

  made(held: Held, status: NdisStatus): void {
    this.check("ProtocolClMakeCallComplete", status)
    held.up = true
    this.over()
  }

  private take(held: Held): void {
    if (held.up) this.direct.NdisClCloseCall({ NdisVcHandle: held.vc!, Size: 0 })
    else this.delete(held)
  }

  delete(held: Held): void {
    this.direct.NdisCoDeleteVc({ NdisVcHandle: held.vc! }, (status) => {
      this.check("NdisCoDeleteVc", status)
      this.over()
    })
  }

  check(what: string, status: NdisStatus): void {
    if (status !== NdisStatus.SUCCESS) this.life.crash(new Error(`${what}: ${statusName(status)}`))
  }
}

/** The client. It shows a {@link Holder}, unless `more` of it shows something else; `ready` is done once it can make VCs. */
export const holder = (
  ready: Deferred.Deferred<void>,
  more?: (life: Driver.Life<"client">, opened: () => Holder) => Partial<HandlersFor<"client">>
): Driver.Driver<"client"> =>
  Driver.make<"client">({
    name: "voice",
    roles: ["client"],
    start: (life) => {
      let holding: Holding | undefined
      return {
        ...client(life, {
          opened: (place) => {
            holding = new Holding(life, place)
            if (more === undefined) life.publish(holding satisfies Holder)
            return Deferred.succeed(ready, undefined)
          }
        }),
        ProtocolClMakeCallComplete: ({ ProtocolVcContext, Status }) => holding?.made(ProtocolVcContext as Held, Status),
        ProtocolClCloseCallComplete: ({ ProtocolVcContext, Status }) => {
          holding?.check("ProtocolClCloseCallComplete", Status)
          holding?.delete(ProtocolVcContext as Held)
        },
        ...more?.(life, () => holding!)
      }
    }
  })
