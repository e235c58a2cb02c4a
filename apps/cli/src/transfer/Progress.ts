/**
 * How far a transfer is, on the standard error: over and over on one line of a terminal, or a line each second.
 */
import * as Clock from "effect/Clock"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"

/** `64 MiB`, `1.5 GiB`. */
export const sizeText = (octets: number): string => ByteSize.format(ByteSize.bytes(Math.round(octets)), { precision: 1 })

/** `85.2 MB/s`. */
export const rateText = (octets: number, seconds: number): string => `${(octets / Math.max(seconds, 1e-6) / 1e6).toFixed(1)} MB/s`

/** `1:05`; of a transfer that has not begun nobody knows. */
const timeText = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "--:--"
  const whole = Math.ceil(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
}

/** One line. */
export const progressText = (done: number, all: number, seconds: number): string => {
  const percent = all === 0 ? 100 : Math.floor((done / all) * 100)
  const left = done === 0 ? Infinity : ((all - done) / done) * seconds
  return `${sizeText(done)} of ${sizeText(all)}  ${percent} %  ${rateText(done, seconds)}  ${timeText(left)} left`
}

/** Shows it while the scope lasts. On a terminal the line is erased at the end. */
export const showProgress = Effect.fnUntraced(function* (all: number, done: () => number) {
  const stdio = yield* Stdio.Stdio
  const terminal = yield* stdio.stderrIsTerminal
  const begin = yield* Clock.currentTimeMillis
  const print = (text: string) => Effect.ignore(Stream.run(Stream.make(text), stdio.stderr({ endOnDone: false })))
  const show = Effect.gen(function* () {
    const seconds = ((yield* Clock.currentTimeMillis) - begin) / 1000
    const line = progressText(done(), all, seconds)
    yield* print(terminal ? `\r\u001b[K${line}` : `${line}\n`)
  })
  yield* Effect.addFinalizer(() => (terminal ? print("\r\u001b[K") : show))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(terminal ? 200 : 1000), show)))
})
