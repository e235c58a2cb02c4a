/**
 * What a driver of a role may call and must implement, checked by the compiler.
 *
 * Role: the facade has the functions of the role and no others. IRQL: a function that may only be called at PASSIVE_LEVEL needs the
 * service `needs PASSIVE_LEVEL`; a handler that runs at DISPATCH_LEVEL may need nothing. A function that the headers allow at exactly
 * DISPATCH_LEVEL counts as callable at or below it.
 */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import type { AtPassiveLevel } from "../internal/passiveLevel.ts"
import type { Args, CallbacksOf, FunctionsOf, Irql, Result, Returned, Role } from "./Ddi.ts"

/** What an Effect needs that calls a PASSIVE-only function. The compiler shows this text where it is missing. */
export type NeedsPassiveLevel = "needs PASSIVE_LEVEL"

/** The service behind the text. Handlers at PASSIVE_LEVEL and work items have it (its one value is internal); DISPATCH_LEVEL does not. */
export const PassiveLevel = Context.Service<NeedsPassiveLevel, AtPassiveLevel>("needs PASSIVE_LEVEL")

type Needs<D extends FunctionsOf<Role> | CallbacksOf<Role>> = Irql<D> extends "PASSIVE" ? NeedsPassiveLevel : never

/** The functions of a role. A driver of two roles gets the intersection of two facades. */
export type NdisFor<R extends Role> = {
  readonly [D in FunctionsOf<R>]: (args: Args<D>) => Effect<Result<D>, never, Needs<D>>
}

/** The functions of a client. */
export interface NdisForClient extends NdisFor<"client"> {}
/** The functions of a stand-alone call manager. */
export interface NdisForCallManager extends NdisFor<"call manager"> {}
/** The functions of an MCM driver, a miniport with its own call manager. */
export interface NdisForMcmDriver extends NdisFor<"MCM driver"> {}
/** The functions of a miniport. */
export interface NdisForMiniport extends NdisFor<"miniport"> {}

/** Callbacks a driver may leave out. */
export type OptionalCallback =
  | "MiniportResetEx"
  | "MiniportCancelSend"
  | "MiniportCancelOidRequest"
  | "MiniportDriverUnload"
  | "MiniportDevicePnPEventNotify"
  | "MiniportShutdownEx"

/** A handler: answers with a value, or with an Effect that may need what its level grants. */
export type Handler<D extends CallbacksOf<Role>> = (args: Args<D>) => Returned<D> | Effect<Returned<D>, never, Needs<D>>

/** The callbacks of a role. */
export type HandlersFor<R extends Role> = { readonly [D in Exclude<CallbacksOf<R>, OptionalCallback>]: Handler<D> } & {
  readonly [D in Extract<CallbacksOf<R>, OptionalCallback>]?: Handler<D>
}
