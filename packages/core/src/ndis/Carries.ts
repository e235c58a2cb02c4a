/**
 * What a crossing carries, read from its arguments (or from what comes back) for the trace.
 */
import { type AtmFlowParameters, atmAddressText, ServiceCategory } from "../Atm.ts"
import { atmMediaOf, CallFlags, type CallParameters, hasFlag, isCallParameters, q2931Of } from "../CallParameters.ts"
import { isOidRequest, oidOf, type OidRequest } from "../ddi/Structures.ts"
import { type FlowSpec, POSITIVE_INFINITY_RATE, ServiceType } from "../FlowSpec.ts"
import { oidName } from "../Oid.ts"
import type { Carried, CarriedFlow } from "../Trace.ts"

interface Carriers {
  readonly CallParameters?: CallParameters | null
  readonly Buffer?: Uint8Array | null
  readonly CloseData?: Uint8Array | null
  readonly ProtocolPartyContext?: unknown
  readonly CallMgrPartyContext?: unknown
  readonly NdisPartyHandle?: unknown
  readonly OidRequest?: OidRequest
  /** The same, by its other names. */
  readonly NdisOidRequest?: OidRequest
  readonly NdisRequest?: OidRequest
  readonly Request?: OidRequest
}

const nameOf = (names: { readonly [name: string]: number }, value: number): string =>
  Object.keys(names).find((name) => names[name] === value) ?? String(value)

const flow = (service: string, average: number, peak: number, burst: number, sdu: number): CarriedFlow => ({
  service,
  ...(average < POSITIVE_INFINITY_RATE ? { average } : {}),
  ...(peak < POSITIVE_INFINITY_RATE ? { peak } : {}),
  ...(burst < POSITIVE_INFINITY_RATE ? { burst } : {}),
  ...(sdu < POSITIVE_INFINITY_RATE ? { sdu } : {})
})

/** A FLOWSPEC for the trace. */
export const flowCarried = (spec: FlowSpec): CarriedFlow =>
  flow(nameOf(ServiceType, spec.ServiceType), spec.TokenRate, spec.PeakBandwidth, spec.TokenBucketSize, spec.MaxSduSize)

const cells = (atm: AtmFlowParameters): CarriedFlow =>
  flow(nameOf(ServiceCategory, atm.ServiceCategory), atm.AverageCellRate, atm.PeakCellRate, atm.BurstLengthCells, atm.MaxSduSize)

const parameters = (self: CallParameters): Carried => {
  const called = q2931Of(self)?.CalledParty
  const flows = self.CallMgrParameters
  const media = atmMediaOf(self)
  return {
    ...(called === undefined || called.NumberOfDigits === 0 ? {} : { called: atmAddressText(called) }),
    ...(flows === null ? {} : { transmit: flowCarried(flows.Transmit), receive: flowCarried(flows.Receive) }),
    ...(hasFlag(self, CallFlags.CALL_PARAMETERS_CHANGED) ? { changed: true } : {}),
    ...(media === undefined
      ? {}
      : {
          media: {
            vpi: media.ConnectionId.Vpi,
            vci: media.ConnectionId.Vci,
            transmit: cells(media.Transmit),
            receive: cells(media.Receive)
          }
        })
  }
}

const given = (value: unknown): boolean => value !== undefined && value !== null

/** Octets for the trace. */
export const dataCarried = (data: Uint8Array): string => Array.from(data, (octet) => octet.toString(16).padStart(2, "0")).join("")

/** Undefined: nothing of interest. */
export const carried = (values: object): Carried | undefined => {
  const { NdisOidRequest, NdisRequest, OidRequest, Request } = values as Carriers
  const request = OidRequest ?? NdisRequest ?? NdisOidRequest ?? Request
  if (isOidRequest(request)) return { oid: oidName(oidOf(request)) }
  const { Buffer, CallMgrPartyContext, CallParameters, CloseData, NdisPartyHandle, ProtocolPartyContext } = values as Carriers
  const data = Buffer ?? CloseData
  const ofCall = isCallParameters(CallParameters) ? parameters(CallParameters) : undefined
  const ofParty = given(ProtocolPartyContext) || given(CallMgrPartyContext) || given(NdisPartyHandle)
  const ofData = data !== undefined && data !== null && data.length > 0
  if (ofCall === undefined && !ofParty && !ofData) return undefined
  return { ...ofCall, ...(ofParty ? { party: true } : {}), ...(ofData ? { data: dataCarried(data) } : {}) }
}
