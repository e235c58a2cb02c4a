/**
 * A traffic contract: what one direction of a VC may send.
 *
 * It is read from what the call manager told the miniport of an ATM medium, or from a FLOWSPEC; a FLOWSPEC is taken as the flow of cells it
 * becomes, so that a sender, which knows both, and a network, which signals FLOWSPECs only, read the same contract. What is not specified,
 * unlimited or 0 is no limit.
 *
 * @see docs/condis/structures.md, sections 6 and 11
 */
import { type AtmFlowParameters, ServiceCategory } from "../Atm.ts"
import { atmMediaOf, type CallParameters } from "../CallParameters.ts"
import { type FlowSpec, ServiceType } from "../FlowSpec.ts"
import { atmFlowOf, isUnlimited } from "./AtmFlow.ts"

/** Service categories of ATM; `none`: nothing was said about the traffic. */
export type Category = "CBR" | "VBR" | "ABR" | "UBR" | "none"

/** What one direction of a VC may send. */
export interface Contract {
  readonly category: Category
  /** Highest rate, in cells/s. Undefined: there is no limit. */
  readonly peakCellsPerSecond: number | undefined
  /** Rate in the long run, in cells/s; only VBR has one. Undefined: there is no limit. */
  readonly sustainedCellsPerSecond: number | undefined
  /** How much may come at the peak rate, in cells, where the rate in the long run is lower. A single unit of data may always. */
  readonly burstCells: number
  /** How much earlier than the rates allow data may reach the network, having been held up unevenly on its way there; in microseconds. */
  readonly toleranceMicros: number
  /** What the network does with data beyond the contract: mark it as the first to be dropped where there is no room, or drop it. */
  readonly excess: "tag" | "discard"
}

/** Tolerance where nothing is said about the variation of delays, in microseconds. It covers some units waiting for a shared transmitter. */
export const defaultToleranceMicros = 10_000

/** Nothing was said about the traffic: everything may be sent. */
export const noContract: Contract = {
  category: "none",
  peakCellsPerSecond: undefined,
  sustainedCellsPerSecond: undefined,
  burstCells: 0,
  toleranceMicros: defaultToleranceMicros,
  excess: "tag"
}

const categories: { readonly [C in AtmFlowParameters["ServiceCategory"]]: Exclude<Category, "none"> } = {
  [ServiceCategory.CBR]: "CBR",
  [ServiceCategory.VBR]: "VBR",
  [ServiceCategory.UBR]: "UBR",
  [ServiceCategory.ABR]: "ABR"
}

const limit = (rate: number): number | undefined => (rate === 0 || isUnlimited(rate) ? undefined : rate)

const contract = (atm: AtmFlowParameters, delayVariationMicros: number | undefined, excess: Contract["excess"]): Contract => {
  const category = categories[atm.ServiceCategory]
  return {
    category,
    peakCellsPerSecond: limit(atm.PeakCellRate),
    sustainedCellsPerSecond: category === "VBR" ? limit(atm.AverageCellRate) : undefined,
    burstCells: atm.BurstLengthCells,
    toleranceMicros: delayVariationMicros ?? defaultToleranceMicros,
    excess
  }
}

/** Only guaranteed service has a hard bound: controlled load and best effort get what there is room for (RFC 2211, RFC 2212). */
const excessOf = (flow: FlowSpec): Contract["excess"] => ((flow.ServiceType & 0xff) === ServiceType.GUARANTEED ? "discard" : "tag")

const variationOf = (flow: FlowSpec): number | undefined => (isUnlimited(flow.DelayVariation) ? undefined : flow.DelayVariation)

let read: { readonly flow: FlowSpec; readonly contract: Contract } | undefined

/** The contract of a FLOWSPEC, which is all that a network is told. */
export const contractOfFlow = (flow: FlowSpec): Contract => {
  // Calls that ask for the same come one after the other, and a call asks for the same both ways.
  if (read?.flow !== flow) read = { flow, contract: contract(atmFlowOf(flow), variationOf(flow), excessOf(flow)) }
  return read.contract
}

/** The contracts of a VC, as seen by its owner: what it may send, and what it may be sent. */
export const contractsOf = (parameters: CallParameters): { readonly transmit: Contract; readonly receive: Contract } => {
  const flows = parameters.CallMgrParameters
  const media = atmMediaOf(parameters)
  const direction = (name: "Transmit" | "Receive"): Contract => {
    const flow = flows?.[name]
    if (media === undefined) return flow === undefined ? noContract : contractOfFlow(flow)
    const atm = media[name]
    if (flow !== undefined) return contract(atm, variationOf(flow), excessOf(flow))
    // Without a FLOWSPEC the media parameters speak for themselves. Data of low priority as such loses nothing by the mark.
    const guaranteed = atm.ServiceCategory === ServiceCategory.CBR || atm.ServiceCategory === ServiceCategory.VBR
    const variation = media.CellDelayVariationCLP0
    return contract(atm, variation === 0 ? undefined : variation, guaranteed && media.DefaultCLP === 0 ? "discard" : "tag")
  }
  return { transmit: direction("Transmit"), receive: direction("Receive") }
}

/** Is there anything to measure? */
export const isLimited = ({ peakCellsPerSecond, sustainedCellsPerSecond }: Contract): boolean =>
  peakCellsPerSecond !== undefined || sustainedCellsPerSecond !== undefined

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b)

/** What either contract allows: for the time in which one takes the place of the other, and not everybody knows. */
export const eitherOf = (a: Contract, b: Contract): Contract => ({
  category: b.category,
  peakCellsPerSecond: larger(a.peakCellsPerSecond, b.peakCellsPerSecond),
  sustainedCellsPerSecond: larger(a.sustainedCellsPerSecond, b.sustainedCellsPerSecond),
  burstCells: Math.max(a.burstCells, b.burstCells),
  toleranceMicros: Math.max(a.toleranceMicros, b.toleranceMicros),
  excess: a.excess === "tag" ? "tag" : b.excess
})

/** As a person reads it: `CBR, 171 cells/s`, `VBR, 100 of at most 1000 cells/s, bursts of 320`. */
export const contractText = ({ burstCells, category, peakCellsPerSecond: peak, sustainedCellsPerSecond: sustained }: Contract): string => {
  if (sustained === undefined) return `${category}, ${peak ?? "any number of"} cells/s`
  const most = peak === undefined ? "" : ` of at most ${peak}`
  return `${category}, ${sustained}${most} cells/s, bursts of ${burstCells}`
}
