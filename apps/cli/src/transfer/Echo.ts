/**
 * An echo over a call: what one side sends comes back, and is compared with what was sent, list by list and octet by octet.
 */
import type { Call, SinkError, StreamError } from "@condis/client"
import { Mailbox } from "@condis/core/actor/Actor"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { CallFailed } from "../command/Exit.ts"
import { piece } from "./Content.ts"

/** Lists that may be sent and not back: as much as {@link piece} has of them, and some more. */
export const echoLists = (frame: number): number => Math.max(256, 4 * Math.ceil(piece / frame))

const failed = (what: string) => new CallFailed({ what })

/** The side that is called. What it reads it has to get rid of before it reads more. */
export const echo = (call: Call): Effect.Effect<void, CallFailed> =>
  Effect.mapError(Stream.run(call.stream, call.sink), (error: StreamError | SinkError) => failed(`the echo broke: ${error.message}`))

/** What was sent and is not back. */
class Sent {
  private readonly lists = new Mailbox<Uint8Array>()
  octets = 0

  add(list: Uint8Array): void {
    this.lists.push(list)
  }

  /** Compares the next list with what came back. In words what is wrong. */
  compare(back: Uint8Array): string | undefined {
    if (this.lists.length === 0) return "more came back than was sent"
    const list = this.lists.shift()
    const at = list.length === back.length ? Buffer.compare(list, back) : 1
    if (at !== 0) return `what came back differs from what was sent, within ${list.length} octets from octet ${this.octets} on`
    this.octets += list.length
    return undefined
  }
}

/**
 * Sends what there is, in lists of no more than `frame` octets, and answers how many octets came back. `back` gets them once they are known
 * to be right.
 */
export const compared = <E>(
  call: Call,
  frame: number,
  content: Stream.Stream<Uint8Array, E>,
  back: (lists: ReadonlyArray<Uint8Array>) => Effect.Effect<void, E>
): Effect.Effect<number, CallFailed | E> =>
  Effect.gen(function* () {
    const all = echoLists(frame)
    const room = yield* Semaphore.make(all)
    const sent = new Sent()
    const cut = Stream.flatMap(content, (octets) =>
      Stream.fromIterable(
        Array.from({ length: Math.ceil(octets.length / frame) }, (_, at) => octets.subarray(at * frame, (at + 1) * frame))
      )
    )
    const going = Stream.mapArrayEffect(cut, (lists) => {
      for (const list of lists) sent.add(list)
      return Effect.as(room.take(lists.length), lists)
    })
    const broke = (error: StreamError | SinkError) => failed(`the call broke: ${error.message}`)
    const reading = Stream.runForEachArray(Stream.mapError(call.stream, broke), (lists): Effect.Effect<unknown, CallFailed | E> => {
      const wrong = lists.map((list) => sent.compare(list)).find((each) => each !== undefined)
      return wrong === undefined ? Effect.andThen(back(lists), room.release(lists.length)) : Effect.fail(failed(wrong))
    })
    // When there is room for all again, all is back.
    const writing = Effect.andThen(Stream.run(going, Sink.mapError(call.sink, broke)), room.take(all))
    const early = Effect.andThen(reading, Effect.fail(failed("the other side closed the call before everything was back")))
    yield* Effect.raceFirst(writing, early)
    return sent.octets
  })
