/**
 * How a program waits for a driver: its own fiber parks once, the driver works in its own turn, and the program goes on in its own.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { DriverDied } from "./Errors.ts"
import type { Machine } from "./Machine.ts"

/** Ends the wait. Only the first answer counts. */
export type Done<A, E> = (exit: Exit.Exit<A, E>) => void

/**
 * Has `start` run in the driver's turn and waits for its answer.
 *
 * `start` may answer with what to do when the program stops waiting. `lost` gets an answer that was on its way when the program stopped.
 * Fails with {@link DriverDied} when this life of the driver ends first.
 */
export const park = <A, E>(
  machine: Machine,
  operation: string,
  start: (done: Done<A, E>) => void | (() => void),
  lost?: (answer: A) => void
): Effect.Effect<A, E | DriverDied> =>
  Effect.withFiber<A, E | DriverDied>((fiber) =>
    Effect.callback<A, E | DriverDied>((resume) => {
      const death = () => Exit.fail(new DriverDied({ client: machine.life.name, operation }))
      if (machine.dead) return resume(death())
      let answer: Exit.Exit<A, E | DriverDied> | undefined
      let interrupted = false
      let cancel: void | (() => void) = undefined
      const done = (exit: Exit.Exit<A, E | DriverDied>): void => {
        if (answer !== undefined) return
        answer = exit
        machine.waiters.delete(died)
        if (interrupted) return stopped(exit)
        // The program's own dispatcher: its code never runs inside the driver's turn.
        fiber.currentDispatcher.scheduleTask(() => {
          if (!interrupted) resume(exit)
        }, 0)
      }
      const died = (): void => done(death())
      const stopped = (exit: Exit.Exit<A, E | DriverDied>): void => {
        if (Exit.isSuccess(exit)) lost?.(exit.value)
      }
      machine.waiters.add(died)
      machine.life.post(() => {
        if (answer === undefined && !interrupted) cancel = start(done)
      })
      return Effect.sync(() => {
        interrupted = true
        machine.waiters.delete(died)
        const early = answer
        machine.life.post(() => {
          if (early !== undefined) stopped(early)
          // What came since then was taken care of when it came.
          else if (answer === undefined) cancel?.()
        })
      })
    })
  )
