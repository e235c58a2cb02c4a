/**
 * Traffic: what a call asks of the network, as a scenario writes it and as FLOWSPEC says it.
 */
import { type FlowSpec, flowSpec, ServiceType } from "@condis/core/FlowSpec"
import * as Schema from "effect/Schema"
import { defaulted, optional } from "./Fields.ts"
import { Bytes, Rate } from "./Vocabulary.ts"

const flow = {
  peak: optional(Rate, "Highest rate (PeakBandwidth)."),
  average: optional(Rate, "Rate in the long run (TokenRate)."),
  burst: optional(Bytes, "How much may come at once (TokenBucketSize)."),
  sdu: optional(Bytes, "Largest unit of data (MaxSduSize)."),
  service: defaulted(Schema.Literals(["bestEffort", "controlledLoad", "guaranteed"]), "bestEffort", "Kind of service (ServiceType).")
}

const Flow = Schema.Struct(flow)
interface Flow extends Schema.Schema.Type<typeof Flow> {}

/** Both directions of a call. What is left out is not specified. */
export const Traffic = Schema.Struct({
  ...flow,
  receive: optional(Flow, "The direction towards the one who says it, where it differs.")
}).annotate({ identifier: "traffic" })
export interface Traffic extends Schema.Schema.Type<typeof Traffic> {}

const services = {
  bestEffort: ServiceType.BESTEFFORT,
  controlledLoad: ServiceType.CONTROLLEDLOAD,
  guaranteed: ServiceType.GUARANTEED
} as const

const flowSpecOf = (self: Flow): FlowSpec =>
  flowSpec({
    ServiceType: services[self.service],
    ...(self.peak === undefined ? {} : { PeakBandwidth: self.peak }),
    ...(self.average === undefined ? {} : { TokenRate: self.average }),
    ...(self.burst === undefined ? {} : { TokenBucketSize: self.burst }),
    ...(self.sdu === undefined ? {} : { MaxSduSize: self.sdu })
  })

/** The two FLOWSPECs of the traffic, as seen by the one who says it. */
export const flowsOf = (self: Traffic): { readonly Transmit: FlowSpec; readonly Receive: FlowSpec } => ({
  Transmit: flowSpecOf(self),
  Receive: flowSpecOf(self.receive ?? self)
})
