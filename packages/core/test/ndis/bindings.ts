/**
 * What the tests of bindings share: a client whose next bind the test decides, and what it saw.
 */
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import {
  type Args,
  type BindContext,
  Medium,
  type NdisBindingHandle,
  type NdisStatus,
  objectHeader,
  ObjectType,
  StatusIndication,
  type StatusIndicationBlock,
  type UnbindContext
} from "../../src/index.ts"
import { type Bench, mended, type Probe, settle } from "./kit.ts"

/** What a bench driver calls its binding. */
export interface Context {
  handle: NdisBindingHandle
  readonly adapter: string
}

export const openArgs = (probe: Probe<"client">, BindContext: BindContext, context: object): Args<"NdisOpenAdapterEx"> => ({
  NdisProtocolHandle: probe.seen("ProtocolSetOptions").at(-1)!["NdisDriverHandle"] as never,
  ProtocolBindingContext: context,
  OpenParameters: { Header: objectHeader(ObjectType.OPEN_PARAMETERS), AdapterName: "atm0", MediumArray: [Medium.Atm, Medium.CoWan] },
  BindContext
})

/** The next bind of the client opens its adapter and then does as `then` says. */
export const binds = (b: Bench, then: (context: BindContext) => Effect.Effect<NdisStatus, never, "needs PASSIVE_LEVEL">) => {
  b.client.on.ProtocolBindAdapterEx = Effect.fnUntraced(function* ({ BindContext }) {
    const binding: Context = { handle: undefined as never, adapter: "atm0" }
    const opened = yield* b.client.life.ndis.NdisOpenAdapterEx(openArgs(b.client, BindContext, binding))
    binding.handle = opened.NdisBindingHandle!
    b.client.binding = binding
    delete b.client.on.ProtocolBindAdapterEx
    return yield* then(BindContext)
  })
}

/** The client dies, and its next life begins to bind. */
export const anew = (b: Bench) => {
  b.host.crash("voice", new Error("test"))
  return mended
}

export const bindContext = (b: Bench) => b.client.seen("ProtocolBindAdapterEx").at(-1)!["BindContext"] as BindContext
export const unbindContext = (b: Bench) => b.client.seen("ProtocolUnbindAdapterEx").at(-1)!["UnbindContext"] as UnbindContext
export const completeBind = (b: Bench, Status: NdisStatus, by: Probe<"client"> | Probe<"call manager"> = b.client) =>
  Effect.andThen((by as Probe<"client">).call("NdisCompleteBindAdapterEx", { BindAdapterContext: bindContext(b), Status }), settle)
export const completeUnbind = (b: Bench) =>
  Effect.andThen(b.client.call("NdisCompleteUnbindAdapterEx", { UnbindContext: unbindContext(b) }), settle)
export const unbind = (b: Bench, by: Probe<"client"> = b.client) =>
  Effect.tap(by.status("NdisUnbindAdapter", { NdisBindingHandle: by.binding!.handle }), settle)
export const closeAdapter = (b: Bench) => b.client.status("NdisCloseAdapterEx", { NdisBindingHandle: b.client.binding!.handle })

/** Calls go through: the client is bound, and has its address family. */
export const works = (b: Bench) => Effect.flatMap(b.up(), (vc) => b.down(vc))
export const unbound = (b: Bench) => expect(b.host.leftovers()).toEqual({ "registered drivers": 3, bindings: 1 })
export const clientSteps = (b: Bench, mark: number) =>
  b.journal.slice(mark).flatMap(({ args, name, who }) => {
    if (who !== "voice") return []
    if (name !== "ProtocolCoStatusEx") return [name]
    const { StatusCode } = args["StatusIndication"] as StatusIndicationBlock
    return [StatusCode === StatusIndication.RESET_START ? "RESET_START" : "RESET_END"]
  })
