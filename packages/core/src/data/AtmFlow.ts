/**
 * From bytes to cells: how many cells a unit of data takes, and what a flow of bytes is as a flow of cells.
 *
 * @see docs/condis/structures.md, sections 6 and 11
 */
import { type AtmFlowParameters, atmFlow, ServiceCategory } from "../Atm.ts"
import { type FlowSpec, POSITIVE_INFINITY_RATE, ServiceType } from "../FlowSpec.ts"

/** Octets of a cell that carry data, and of the trailer AAL5 puts behind a unit. */
const cellPayload = 48
const trailer = 8

/** Largest unit of AAL5, in bytes. */
export const largestSdu = 0xffff

/** Is the number of a FLOWSPEC or of ATM_FLOW_PARAMETERS no limit: not specified, or unlimited? */
export const isUnlimited = (value: number): boolean => value >= POSITIVE_INFINITY_RATE

/** The largest unit of a flow, in bytes; one not specified is as large as AAL5 allows. */
export const sduSize = (flow: FlowSpec): number => Math.min(flow.MaxSduSize, largestSdu)

/** Cells that an AAL5 unit of so many bytes takes. */
export const cellsOf = (bytes: number): number => Math.ceil((bytes + trailer) / cellPayload)

/** Cells that carry so many bytes (or cells/s so many bytes/s) in units of the flow's size, with their padding and trailers. */
const inCells = (bytes: number, sdu: number): number => {
  if (isUnlimited(bytes)) return bytes
  if (sdu === 0 || sdu > largestSdu) return Math.ceil(bytes / cellPayload)
  return Math.ceil((bytes / sdu) * cellsOf(sdu))
}

const categoryOf = (flow: FlowSpec): AtmFlowParameters["ServiceCategory"] => {
  switch (flow.ServiceType & 0xff) {
    case ServiceType.GUARANTEED:
      return flow.TokenRate === flow.PeakBandwidth && !isUnlimited(flow.TokenRate) ? ServiceCategory.CBR : ServiceCategory.VBR
    case ServiceType.CONTROLLEDLOAD:
      return ServiceCategory.VBR
    default:
      return ServiceCategory.UBR
  }
}

/**
 * A flow in cells. Best effort is UBR, controlled load VBR, guaranteed service CBR when it never exceeds its average and VBR otherwise.
 * A rate not specified stays so (it is no limit); a size not specified is that of the largest unit.
 */
export const atmFlowOf = (flow: FlowSpec): AtmFlowParameters =>
  atmFlow({
    ServiceCategory: categoryOf(flow),
    AverageCellRate: inCells(flow.TokenRate, flow.MaxSduSize),
    PeakCellRate: inCells(flow.PeakBandwidth, flow.MaxSduSize),
    BurstLengthCells: isUnlimited(flow.TokenBucketSize) ? 0 : inCells(flow.TokenBucketSize, flow.MaxSduSize),
    MaxSduSize: sduSize(flow)
  })
