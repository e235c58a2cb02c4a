/**
 * The data of a call as Effect's streams: a stream of what arrives, a sink for what is to go, and both as one channel.
 *
 * They carry octets, not messages: the sink cuts what is longer than the largest unit of the call, and nothing marks the end of a stream
 * while the call stays up. Its end is the close of the call by the remote side. Who wants to say more than that frames what it sends.
 *
 * Promises: a consumer that is slow leaves the received lists on loan; a producer that is fast waits once `sendWindow` lists are out, and
 * never has more than one chunk beyond them. An interruption loses nothing that was taken: what a stream had under way is the next to be
 * taken from the call, what a sink had under way is sent. The end of a stream never hides that something is missing: a call that ended
 * badly, or lists the client had to drop, are failures.
 */
import { atmMediaOf } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pull from "effect/Pull"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import type { CallMachine } from "./CallMachine.ts"
import { CallEnded, DataLost, DriverDied, SendFailed } from "./Errors.ts"
import type { Machine } from "./Machine.ts"
import { type Done, park } from "./Park.ts"

/** What ends a stream before its end. */
export type StreamError = CallEnded | DataLost | DriverDied
/** What ends a sink. */
export type SinkError = CallEnded | SendFailed | DriverDied

type Octets = NonEmptyReadonlyArray<Uint8Array>

/** The largest unit of AAL5, in octets. */
const largestUnit = 0xffff

/** The error of an operation on a call that is over. */
export const callEnded = (machine: Machine, call: CallMachine): CallEnded =>
  new CallEnded({
    client: machine.life.name,
    call: call.label,
    reason: call.reason ?? { by: "local", status: NdisStatus.SUCCESS, data: undefined }
  })

/** Why the call takes no data to send now. */
export const cannotSend = (call: CallMachine): NdisStatus | undefined => {
  if (call.state !== "up" || call.reason !== undefined) return NdisStatus.CLOSING
  const { running, sleeping } = call.family.binding
  if (running) return undefined
  return sleeping ? NdisStatus.LOW_POWER_STATE : NdisStatus.PAUSED
}

/** One reading of a call. */
const pullOf = (machine: Machine, call: CallMachine): Pull.Pull<Octets, StreamError> => {
  // What is there is taken whole, so what was dropped is missing behind the last batch, never within it.
  let holed = false
  return park<Octets, StreamError | Cause.Done<void>>(
    machine,
    "stream",
    (done) => {
      const { traffic } = call
      const end = (): StreamError | Cause.Done<void> => {
        if (machine.dead) return new DriverDied({ client: machine.life.name, operation: "stream" })
        if (traffic.overrun > 0) return new DataLost({ client: machine.life.name, call: call.label, lists: traffic.overrun })
        return call.reason?.by === "remote" && call.reason.status === NdisStatus.SUCCESS ? Cause.Done() : callEnded(machine, call)
      }
      if (holed) return done(Exit.fail(end()))
      const taker = {
        most: Infinity,
        take: (octets: ReadonlyArray<Uint8Array>) => {
          holed = traffic.overrun > 0
          done(isNonEmpty(octets) ? Exit.succeed(octets) : Exit.fail(end()))
        }
      }
      traffic.take(taker)
      return () => traffic.forgo(taker)
    },
    (octets) => call.traffic.putBack(octets)
  )
}

const isNonEmpty = (octets: ReadonlyArray<Uint8Array>): octets is Octets => octets.length > 0

/** What arrives. */
export const streamOf = (machine: Machine, call: CallMachine): Stream.Stream<Uint8Array, StreamError> =>
  Stream.fromPull(Effect.sync(() => pullOf(machine, call)))

/** One writing to a call. Chunks go out as chains, and the next is taken while half of the window is still out. */
class Outflow {
  /** Lists that are not home. */
  private out = 0
  /** The first status that was not SUCCESS. */
  private failed: NdisStatus | undefined = undefined
  /** Who waits, and for how many lists at most to be out. */
  private waiter: { readonly level: number; readonly done: Done<void, SinkError> } | undefined = undefined
  private readonly half: number
  private readonly machine: Machine
  private readonly call: CallMachine

  constructor(machine: Machine, call: CallMachine) {
    this.machine = machine
    this.call = call
    this.half = Math.max(1, machine.settings.sendWindow >> 1)
  }

  /** Hands a chunk over, whatever becomes of the wait. */
  readonly write = (chunk: Octets): Effect.Effect<void, SinkError> =>
    Effect.suspend(() => {
      this.machine.life.post(() => this.take(chunk))
      return this.waits(this.half)
    })

  /** Waits until all is home. */
  readonly flush: Effect.Effect<void, SinkError> = Effect.suspend(() => this.waits(0))

  /** Waits until no more than `level` lists are out. */
  private waits(level: number): Effect.Effect<void, SinkError> {
    return park<void, SinkError>(this.machine, "sink", (done) => {
      this.waiter = { level, done }
      this.tell()
      return () => {
        this.waiter = undefined
      }
    })
  }

  private take(chunk: Octets): void {
    this.failed ??= cannotSend(this.call)
    if (this.failed !== undefined) return
    const unit = unitOf(this.call)
    let chain: Array<Uint8Array> = []
    for (const octets of chunk) {
      for (let from = 0; from < octets.length || from === 0; from += unit) {
        chain.push(octets.length <= unit ? octets : octets.subarray(from, from + unit))
        if (chain.length < this.half) continue
        this.send(chain)
        chain = []
      }
    }
    if (chain.length > 0) this.send(chain)
  }

  private send(chain: ReadonlyArray<Uint8Array>): void {
    this.out += chain.length
    this.call.traffic.send(chain, (status) => {
      this.out -= chain.length
      if (status !== NdisStatus.SUCCESS) this.failed ??= status
      this.tell()
    })
  }

  private tell(): void {
    const { failed, waiter } = this
    if (waiter === undefined || (failed === undefined && this.out > waiter.level)) return
    this.waiter = undefined
    waiter.done(failed === undefined ? Exit.void : Exit.fail(this.error(failed)))
  }

  private error(status: NdisStatus): SinkError {
    const { call, machine } = this
    if (machine.dead) return new DriverDied({ client: machine.life.name, operation: "sink" })
    if (status === NdisStatus.CLOSING || call.reason !== undefined) return callEnded(machine, call)
    return new SendFailed({ client: machine.life.name, call: call.label, status })
  }
}

/** The most octets one list of the call carries. */
const unitOf = ({ parameters }: CallMachine): number => {
  const unit = parameters.CallMgrParameters?.Transmit.MaxSduSize ?? atmMediaOf(parameters)?.Transmit.MaxSduSize ?? 0
  return unit === 0 || unit > largestUnit ? largestUnit : unit
}

const nothing: readonly [void] = [undefined]

/** What is to go. */
export const sinkOf = (machine: Machine, call: CallMachine): Sink.Sink<void, Uint8Array, never, SinkError> =>
  Sink.fromTransform((upstream) => {
    const { flush, write } = new Outflow(machine, call)
    return upstream.pipe(
      Effect.flatMap(write),
      Effect.forever({ disableYield: true }),
      Pull.catchDone(() => Effect.as(flush, nothing))
    )
  })

/** Both ways at once. */
export const duplexOf = <IE = never>(
  machine: Machine,
  call: CallMachine
): Channel.Channel<Octets, StreamError | SinkError | IE, void, Octets, IE> =>
  Channel.fromTransform(
    Effect.fnUntraced(function* (upstream: Pull.Pull<Octets, IE, unknown>, scope) {
      const { flush, write } = new Outflow(machine, call)
      const pull = pullOf(machine, call)
      const broken = yield* Deferred.make<never, SinkError | IE>()
      /** The call ended under the writer. What had arrived by then is still read. */
      let cut: CallEnded | undefined
      const goes = (sent: Effect.Effect<void, SinkError>) =>
        Effect.catchTag(sent, "CallEnded", (ended) => {
          cut = ended
          return Effect.never
        })
      yield* upstream.pipe(
        Effect.flatMap((chunk) => goes(write(chunk))),
        Effect.forever({ disableYield: true }),
        Pull.catchDone(() => goes(flush)),
        Effect.catchCause((cause) => Deferred.failCause(broken, cause)),
        Effect.forkIn(scope)
      )
      const read = Effect.catchCause(pull, (cause) => (cut === undefined ? Effect.failCause(cause) : Effect.fail(cut)))
      return Effect.raceFirst(read, Deferred.await(broken))
    })
  )
