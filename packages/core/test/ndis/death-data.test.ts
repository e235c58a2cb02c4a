import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { chain, netBufferList, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { type Bench, bench, mended, settle } from "./kit.ts"

const indicate = (b: Bench, vc: NdisVcHandle, count: number) =>
  Effect.andThen(
    b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
      NdisVcHandle: vc,
      NetBufferLists: chain(Array.from({ length: count }, (_, n) => netBufferList(n, vc)))!,
      NumberOfNetBufferLists: count,
      CoReceiveFlags: 0
    }),
    settle
  )

const drops = (b: Bench) => b.trace.events.flatMap((event) => (event.kind === "drop" ? [`${event.at}: ${event.text}`] : []))

it.effect("what a client had received when it died, and what still comes for it, goes back to the miniport, with a record", () =>
  bench((b) =>
    Effect.gen(function* () {
      const vc = yield* b.up()
      b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
      yield* indicate(b, vc, 3)
      expect(drops(b)).toEqual([])
      // The call manager takes its time to close the call, and the VC carries data meanwhile.
      b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
      b.host.crash("voice", new Error("crashed by the test"))
      yield* mended
      expect(drops(b)).toEqual(["voice: 3 received NBLs that voice had when it died go back"])
      yield* indicate(b, vc, 2)
      expect(drops(b).slice(1)).toEqual(["voice: 2 received NBLs dropped: voice is dead"])
      expect(b.miniport.seen("MiniportReturnNetBufferLists")).toHaveLength(2)
      yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
      yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, NdisPartyHandle: null })
      yield* mended
    })
  )
)
