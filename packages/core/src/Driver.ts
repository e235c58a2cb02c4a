/**
 * A driver is a value: its name, its roles, and what to do at each life. Putting it into a host registers it under an instance name; the
 * supervisor starts it from the value, and starts it again from the value when it died.
 *
 * What a driver author may rely on: handlers are called one at a time; a handler that throws or dies ends this life of the driver (and of
 * nobody else); everything it had open is cleaned up by NDIS; the next life begins with `start`.
 */
import type { Clock } from "effect/Clock"
import type * as Effect from "effect/Effect"
import type { Timers } from "./actor/Timers.ts"
import type { Choice } from "./Choice.ts"
import type { Args, FunctionsOf, Irql, Outs } from "./ddi/Ddi.ts"
import type { HandlersFor, NdisFor, NeedsPassiveLevel } from "./ddi/Facade.ts"
import type { Limits } from "./Limits.ts"
import type { NdisStatus } from "./NdisStatus.ts"
import type { Profile } from "./Profile.ts"
import type { Role, TraceSink } from "./Trace.ts"

/** `always`: started again after every death, within the limits of the host. `never`: its death is final. */
export type Restart = "always" | "never"

/**
 * The down-calls of a role without Effect, for drivers written as plain machines: the return arrives as a call of `then`, in the
 * driver's own turn. PASSIVE-only functions are missing here: they are called from an Effect.
 */
export type DirectFor<R extends Role> = {
  readonly [D in FunctionsOf<R> as Irql<D> extends "PASSIVE" ? never : D]: (
    args: Args<D>,
    then?: (status: NdisStatus, out: Partial<Outs<D>>) => void
  ) => void
}

/** What a life of a driver is given. */
export interface Life<R extends Role> {
  /** The instance name. */
  readonly name: string
  readonly host: string
  /** The functions of the driver's roles, as Effects. */
  readonly ndis: NdisFor<R>
  /** The same functions for plain code. */
  readonly direct: DirectFor<R>
  readonly timers: Timers
  readonly clock: Clock
  /** Decides what the driver may do in more than one way. */
  readonly choice: Choice
  /** Which readings of the documents the host follows. */
  readonly profile: Profile
  /** The bounds of the host. */
  readonly limits: Limits
  /** Runs `task` in the driver's own turn. Frames, user operations and other outside events come in this way. */
  readonly post: (task: () => void) => void
  /** Runs a PASSIVE_LEVEL effect in a child fiber of the driver. Callable at any level. It ends with the driver. */
  readonly workItem: (effect: Effect.Effect<void, never, NeedsPassiveLevel>) => void
  /** Shows programs of the host an object of this life (`Host.published`). */
  readonly publish: (face: unknown) => void
  /** Calls `act` when this life is over, however it ended: what is outside the host is freed here. */
  readonly onEnd: (act: () => void) => void
  /** Ends this life with a defect. */
  readonly crash: (defect: unknown) => void
  /** The run's trace, for lines that are no crossings (frames, timers, notes). */
  readonly trace: TraceSink | undefined
}

/** A driver, as its author describes it. */
export interface Driver<R extends Role = Role> {
  /** Instance name; two drivers of one host must differ in it. */
  readonly name: string
  readonly roles: ReadonlyArray<R>
  readonly restart: Restart
  /** A miniport or MCM driver: the adapters NDIS starts on it. */
  readonly adapters: ReadonlyArray<string>
  /** Begins a life: sets up state and answers the handlers. */
  readonly start: (life: Life<R>) => HandlersFor<R>
}

/** Describes a driver. */
export const make = <R extends Role>(driver: Pick<Driver<R>, "name" | "roles" | "start"> & Partial<Driver<R>>): Driver<R> => ({
  restart: "always",
  adapters: [],
  ...driver
})
