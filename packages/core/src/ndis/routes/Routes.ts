/**
 * The table of routes: which code answers which function. Filled by the modules beside this one.
 */
import { ddi, type FunctionName } from "../../ddi/Ddi.ts"
import type { Adapter } from "../Adapter.ts"
import type { Down, DownOf } from "../Message.ts"
import type { NdisActor, Route } from "../NdisActor.ts"

/** Routes by index of their DDI. */
export type Routes = Array<Route | undefined>

/** Registers the answer to a function of an adapter. */
export const on = <D extends FunctionName>(routes: Routes, name: D, handle: (adapter: Adapter, down: DownOf<D>) => void): void => {
  routes[ddi(name).index] = { handle: (ndis: NdisActor, down: Down) => handle(ndis as Adapter, down as DownOf<D>) }
}

/** Registers one answer for the stand-alone and the MCM form of a function. */
export const onBoth = <A extends FunctionName, B extends FunctionName>(
  routes: Routes,
  names: readonly [A, B],
  handle: (adapter: Adapter, down: DownOf<A> | DownOf<B>) => void
): void => {
  on(routes, names[0], handle)
  on(routes, names[1], handle)
}
