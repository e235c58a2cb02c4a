/**
 * What the tests of verdicts share: calls and chains, and how a table of cases is run.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { chain, Fault, type NetBufferList, netBufferList, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import { bench, type Bench, mine, parameters, type Setting, settle } from "../ndis/kit.ts"

/** The texts of the rules that acted, in order. */
export const acted = (b: Bench): ReadonlyArray<string> =>
  b.trace.events.flatMap((event) => (event.kind === "fault" ? [event.rule ?? ""] : []))

export const make = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
export const create = (b: Bench) =>
  b.client.status("NdisCoCreateVc", {
    NdisBindingHandle: b.client.binding!.handle,
    NdisAfHandle: b.client.af!,
    ProtocolVcContext: mine("vc")
  })
export const close = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
export const hangUp = (b: Bench, vc: NdisVcHandle) =>
  b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
export const lists = (vc: NdisVcHandle) => chain([netBufferList(1, vc), netBufferList(2, vc)])!
export const send = (b: Bench, vc: NdisVcHandle) =>
  Effect.andThen(b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists(vc), SendFlags: 0 }), settle)
export const receive = (b: Bench, vc: NdisVcHandle, CoReceiveFlags = 0) =>
  Effect.andThen(
    b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
      NdisVcHandle: vc,
      NetBufferLists: lists(vc),
      NumberOfNetBufferLists: 2,
      CoReceiveFlags
    }),
    settle
  )
/** Statuses of the chains that came home. */
export const home = (b: Bench) =>
  b.client.seen("ProtocolCoSendNetBufferListsComplete").map((args) => statusName((args["NetBufferLists"] as NetBufferList).Status))
export const sent = (b: Bench) => b.miniport.seen("MiniportCoSendNetBufferLists").length
export const returned = (b: Bench) => b.miniport.seen("MiniportReturnNetBufferLists").length
export const after = (millis: number) => Effect.andThen(TestClock.adjust(millis), settle)

/** Begins something, and lets it come as far as it comes. */
export const begun = <A, E>(effect: Effect.Effect<A, E>) => Effect.tap(Effect.forkScoped(effect), settle)

/** A test of one verdict: its rule, and what is seen. */
export interface Case {
  readonly rule: Fault.Rule
  readonly body: (b: Bench) => Effect.Effect<void, unknown, Scope.Scope>
  readonly setting?: Setting
  /** How often the rule acts; once, if nothing is said. */
  readonly times?: number
}

/** The call manager pends, and completes when told. */
export const pending = (b: Bench): ((Status: NdisStatus, vc: NdisVcHandle) => Effect.Effect<void>) => {
  b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
  return (Status, vc) =>
    Effect.gen(function* () {
      if (Status === NdisStatus.SUCCESS) yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
      yield* b.cm.call("NdisCmMakeCallComplete", { Status, NdisVcHandle: vc, CallParameters: parameters })
      yield* settle
    })
}

export const made = (b: Bench) => b.client.statuses("ProtocolClMakeCallComplete")

/** Tests the cases; there is one for each verdict that means something for these kinds. */
export const verify = (kinds: ReadonlyArray<Fault.Kind>, cases: { readonly [pair: string]: Case }): void => {
  describe("verdicts", () => {
    it("are tested wherever the table gives them a meaning", () => {
      const pairs = kinds.flatMap((kind) =>
        Object.entries(Fault.meanings[kind]).flatMap(([verdict, meaning]) => ("does" in meaning ? [`${kind} ${verdict}`] : []))
      )
      expect(Object.keys(cases).toSorted()).toEqual(pairs.toSorted())
    })

    it.effect.each(Object.entries(cases))("%s", ([, { body, rule, setting, times }]) =>
      Fault.withRules([rule])(
        bench(
          (b) =>
            Effect.gen(function* () {
              yield* body(b)
              expect(acted(b)).toEqual(Array.from({ length: times ?? 1 }, () => Fault.text(rule)))
            }),
          setting
        )
      )
    )
  })
}
