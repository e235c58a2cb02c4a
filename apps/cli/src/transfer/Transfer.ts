/**
 * A file over a call: the sender, the receiver, and where the receiver puts it.
 *
 * Promises: what has the name of the file is whole, was compared with the source by SHA-256, and is on the disk; until then it is NAME.part,
 * which goes when the transfer ends otherwise. At most {@link window} octets are sent and not written, so that a slow disk holds the
 * sender back, and no list finds the receiver's buffer full.
 */
import type { Call } from "@condis/client"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import { CallFailed } from "../command/Exit.ts"
import { piece } from "./Content.ts"
import { answer, Answers, header, Incoming } from "./Framing.ts"

/** Octets that may be sent and not written. */
export const window = 4 * piece

/** Lists that can be on their way then: the last of each piece may be short. */
export const windowLists = (frame: number): number => Math.ceil(window / frame) + Math.ceil(window / piece) + 2

const failed = (what: string) => new CallFailed({ what })

/** Says of an error of the client what the command says. */
const told = Effect.mapError((error: { readonly message: string }) =>
  error instanceof CallFailed ? error : failed(`the transfer broke: ${error.message}`)
)

/**
 * Octets nobody looks at any more. Of a file everything becomes garbage at once, and the collector lets tens of megabytes of it gather; what
 * was given away explicitly is free at once. A view into something larger is left alone.
 */
const free = (octets: Uint8Array): void => {
  if (octets.buffer instanceof ArrayBuffer && octets.byteLength === octets.buffer.byteLength) octets.buffer.transfer(0)
}

/** What is sent. */
export interface Source {
  readonly octets: number
  /** In pieces of no more than {@link piece}. */
  readonly content: Stream.Stream<Uint8Array, PlatformError>
}

/** Sends, and answers the SHA-256 of what was sent. `written` is told how many octets have arrived on the other side's disk. */
export const send = (call: Call, source: Source, written: (octets: number) => void): Effect.Effect<string, CallFailed> =>
  told(
    Effect.gen(function* () {
      const credit = yield* Semaphore.make(window)
      const hash = createHash("sha256")
      let read = 0
      let digest: Uint8Array | undefined
      /** Pieces that are not written, and where each ends. */
      const out: Array<{ readonly octets: Uint8Array; readonly end: number }> = []
      const body = Stream.mapEffect(source.content, (octets) => {
        read += octets.length
        hash.update(octets)
        out.push({ octets, end: read })
        return read > source.octets
          ? Effect.fail(failed("the source has grown while it was read"))
          : Effect.as(credit.take(octets.length), octets)
      })
      const tail = Stream.suspend(() => {
        if (read < source.octets) return Stream.fail(failed("the source has shrunk while it was read"))
        return Stream.make((digest = hash.digest()))
      })
      const all = Stream.concat(Stream.concat(Stream.make(header(source.octets)), body), tail)
      const answers = new Answers()
      let home = 0
      let verdict: "equal" | "different" | undefined
      yield* Stream.runForEachWhile(Stream.pipeThroughChannel(all, call.duplex<PlatformError | CallFailed>()), (octets) => {
        const said = answers.take(octets)
        if (said === undefined) return Effect.succeed(true)
        const more = said.written - home
        home = said.written
        while (out[0] !== undefined && out[0].end <= home) free(out.shift()!.octets)
        written(home)
        if (said.kind !== "written") verdict = said.kind
        return Effect.as(credit.release(more), verdict === undefined)
      })
      if (verdict === "equal" && digest !== undefined) return Buffer.from(digest).toString("hex")
      return yield* failed(
        verdict === undefined ? "the other side closed the call before it had everything" : "what arrived is not what was sent"
      )
    })
  )

/** Where a receiver puts what arrives. */
export interface Destination {
  readonly write: (lists: ReadonlyArray<Uint8Array>) => Effect.Effect<void, PlatformError>
  /** All is there and right. */
  readonly complete: Effect.Effect<void, PlatformError>
}

/** What arrives is checked and not kept. */
export const nowhere: Destination = { write: () => Effect.void, complete: Effect.void }

/** A file. */
export const destination = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const part = `${path}.part`
  let whole = false
  yield* Effect.addFinalizer(() => (whole ? Effect.void : Effect.ignore(fs.remove(part, { force: true }))))
  const file = yield* fs.open(part, { flag: "w" })
  const complete = Effect.gen(function* () {
    yield* file.sync
    yield* fs.rename(part, path)
    whole = true
  })
  const write = (lists: ReadonlyArray<Uint8Array>) => {
    const whole = Buffer.concat(lists)
    return Effect.ensuring(
      file.writeAll(whole),
      Effect.sync(() => free(whole))
    )
  }
  return { write, complete: Effect.uninterruptible(complete) } satisfies Destination
})

/** Receives until the other side closes the call. */
export const receive = (call: Call, to: Destination): Effect.Effect<void, CallFailed> =>
  told(
    Effect.gen(function* () {
      const incoming = new Incoming()
      const hash = createHash("sha256")
      let written = 0
      let complete = false
      yield* Stream.runForEachArray(
        call.stream,
        Effect.fnUntraced(function* (lists) {
          const parts: Array<Uint8Array> = []
          for (const list of lists) {
            const body = incoming.take(list)
            if (typeof body === "string") return yield* failed(body)
            if (body.length === 0) continue
            hash.update(body)
            written += body.length
            parts.push(body)
          }
          if (parts.length > 0) yield* to.write(parts)
          for (const list of lists) free(list)
          if (incoming.digest === undefined) return yield* call.send(answer("written", written))
          complete = hash.digest().equals(incoming.digest)
          if (complete) yield* to.complete
          yield* call.send(answer(complete ? "equal" : "different", written))
        })
      )
      if (!complete) return yield* failed("the call ended before everything had arrived, or it arrived damaged")
    })
  )
