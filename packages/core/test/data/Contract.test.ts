/** What parameters of a call say about its traffic. */
import { atmFlow, atmMedia, ServiceCategory } from "../../src/Atm.ts"
import { atmAddress } from "../../src/Atm.ts"
import { callTo, withAtmMedia } from "../../src/CallParameters.ts"
import { atmFlowOf, cellsOf } from "../../src/data/AtmFlow.ts"
import { contractOfFlow, contractsOf, defaultToleranceMicros, noContract } from "../../src/data/Contract.ts"
import { type FlowSpec, flowSpec, POSITIVE_INFINITY_RATE, QOS_NOT_SPECIFIED, ServiceType } from "../../src/FlowSpec.ts"
import { describe, expect, it } from "vitest"

const to = atmAddress("47.0001")
const { BESTEFFORT, CONTROLLEDLOAD, GUARANTEED } = ServiceType
const flow = (ServiceType: number, PeakBandwidth: number, TokenRate: number, more: Partial<FlowSpec> = {}): FlowSpec =>
  flowSpec({ ServiceType, PeakBandwidth, TokenRate, ...more })

describe("cells", () => {
  it("a unit takes the cells of its octets and of the trailer of AAL5", () => {
    expect([0, 40, 41, 88, 1500, 65_535].map(cellsOf)).toEqual([1, 1, 2, 2, 32, 1366])
  })

  it("a bucket of bytes holds the cells that its units take", () => {
    expect(atmFlowOf(flowSpec({ TokenBucketSize: 15_000, MaxSduSize: 1500 })).BurstLengthCells).toBe(320)
    expect(atmFlowOf(flowSpec({ TokenBucketSize: 480 })).BurstLengthCells).toBe(10)
  })
})

describe("a contract from a FLOWSPEC", () => {
  it.each([
    ["guaranteed, average as peak", flow(GUARANTEED, 4800, 4800), { category: "CBR", excess: "discard" }],
    ["guaranteed, average below peak", flow(GUARANTEED, 4800, 480), { category: "VBR", excess: "discard", sustainedCellsPerSecond: 10 }],
    ["controlled load", flow(CONTROLLEDLOAD, 4800, 480), { category: "VBR", excess: "tag", sustainedCellsPerSecond: 10 }],
    ["best effort", flow(BESTEFFORT, 4800, 480), { category: "UBR", excess: "tag", sustainedCellsPerSecond: undefined }]
  ])("%s", (_, spec, expected) => {
    expect(contractOfFlow(spec)).toMatchObject({ peakCellsPerSecond: 100, ...expected })
  })

  it("what is not specified, unlimited or 0 is no limit", () => {
    for (const rate of [QOS_NOT_SPECIFIED, POSITIVE_INFINITY_RATE, 0]) {
      expect(contractOfFlow(flow(CONTROLLEDLOAD, rate, rate))).toMatchObject({
        peakCellsPerSecond: undefined,
        sustainedCellsPerSecond: undefined
      })
    }
  })

  it("the variation of delays that was declared is the tolerance", () => {
    expect(contractOfFlow(flow(GUARANTEED, 480, 480)).toleranceMicros).toBe(defaultToleranceMicros)
    expect(contractOfFlow(flow(GUARANTEED, 480, 480, { DelayVariation: 0 })).toleranceMicros).toBe(0)
    expect(contractOfFlow(flow(GUARANTEED, 480, 480, { DelayVariation: 250 })).toleranceMicros).toBe(250)
  })
})

describe("the contracts of a VC", () => {
  it("parameters that say nothing make no contract", () => {
    const silent = { Flags: 0, CallMgrParameters: null, MediaParameters: null }
    expect(contractsOf(silent)).toEqual({ transmit: noContract, receive: noContract })
  })

  it("a sender that knows the medium and a network that knows the FLOWSPEC read the same", () => {
    const transmit = flow(GUARANTEED, 1_000_000, 100_000, { TokenBucketSize: 30_000, MaxSduSize: 1500, DelayVariation: 100 })
    const receive = flow(CONTROLLEDLOAD, 8000, 4000)
    const asked = callTo(to, undefined, { transmit, receive })
    const active = withAtmMedia(asked, atmMedia({ Vpi: 0, Vci: 40 }, atmFlowOf(transmit), atmFlowOf(receive)))
    expect(contractsOf(active)).toEqual({ transmit: contractOfFlow(transmit), receive: contractOfFlow(receive) })
    expect(contractsOf(asked)).toEqual(contractsOf(active))
  })

  it("a rate that the miniport rounded holds", () => {
    const transmit = flow(GUARANTEED, 480_000, 480_000)
    const rounded = { ...atmFlowOf(transmit), PeakCellRate: 5000, AverageCellRate: 5000 }
    const active = withAtmMedia(callTo(to, undefined, { transmit }), atmMedia({ Vpi: 0, Vci: 40 }, rounded, atmFlowOf(flowSpec())))
    expect(contractsOf(active).transmit).toMatchObject({ category: "CBR", peakCellsPerSecond: 5000, excess: "discard" })
  })

  it("media parameters alone: CBR and VBR are dropped beyond the contract, unless all data is of low priority", () => {
    const media = (category: (typeof ServiceCategory)[keyof typeof ServiceCategory], DefaultCLP: number) =>
      contractsOf(
        withAtmMedia(
          { Flags: 0, CallMgrParameters: null, MediaParameters: null },
          {
            ...atmMedia(
              { Vpi: 0, Vci: 40 },
              atmFlow({ ServiceCategory: category, PeakCellRate: 100, AverageCellRate: 50, BurstLengthCells: 7 }),
              atmFlow({ ServiceCategory: category, PeakCellRate: 0 })
            ),
            CellDelayVariationCLP0: 30,
            DefaultCLP
          }
        )
      )
    expect(media(ServiceCategory.VBR, 0).transmit).toEqual({
      category: "VBR",
      peakCellsPerSecond: 100,
      sustainedCellsPerSecond: 50,
      burstCells: 7,
      toleranceMicros: 30,
      excess: "discard"
    })
    expect(media(ServiceCategory.CBR, 0).transmit).toMatchObject({ excess: "discard", sustainedCellsPerSecond: undefined })
    expect(media(ServiceCategory.CBR, 0).receive.peakCellsPerSecond).toBeUndefined()
    expect(media(ServiceCategory.VBR, 1).transmit.excess).toBe("tag")
    expect(media(ServiceCategory.ABR, 0).transmit).toMatchObject({ category: "ABR", excess: "tag" })
  })
})
