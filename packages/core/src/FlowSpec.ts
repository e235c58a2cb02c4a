/**
 * FLOWSPEC: the quality of service of one direction, as seen from the local client.
 *
 * @see docs/condis/structures.md, section 6
 */
import * as Schema from "effect/Schema"
import { Uint32 } from "./internal/integers.ts"

/** In any field: not specified, use the default. */
export const QOS_NOT_SPECIFIED = 0xffffffff

/** In `PeakBandwidth`: unlimited. */
export const POSITIVE_INFINITY_RATE = 0xfffffffe

/** Service types (`SERVICETYPE_…`) and the bits that modify them (`SERVICE_…`). */
export const ServiceType = {
  NOTRAFFIC: 0x00000000,
  BESTEFFORT: 0x00000001,
  CONTROLLEDLOAD: 0x00000002,
  GUARANTEED: 0x00000003,
  NETWORK_UNAVAILABLE: 0x00000004,
  GENERAL_INFORMATION: 0x00000005,
  NOCHANGE: 0x00000006,
  NONCONFORMING: 0x00000009,
  NETWORK_CONTROL: 0x0000000a,
  QUALITATIVE: 0x0000000d,
  /** Bits beside a service type: no traffic control. */
  NO_TRAFFIC_CONTROL: 0x81000000,
  /** A bit beside a service type: no QoS signalling. */
  NO_QOS_SIGNALING: 0x40000000
} as const

/** Rates in bytes/s, sizes in bytes, times in microseconds. */
export const FlowSpec = Schema.Struct({
  TokenRate: Uint32,
  TokenBucketSize: Uint32,
  PeakBandwidth: Uint32,
  Latency: Uint32,
  DelayVariation: Uint32,
  ServiceType: Uint32,
  MaxSduSize: Uint32,
  MinimumPolicedSize: Uint32
})
export interface FlowSpec extends Schema.Schema.Type<typeof FlowSpec> {}

/** A flow of which only these fields matter: best effort, everything else not specified. */
export const flowSpec = (fields: Partial<FlowSpec> = {}): FlowSpec => ({
  TokenRate: fields.TokenRate ?? QOS_NOT_SPECIFIED,
  TokenBucketSize: fields.TokenBucketSize ?? QOS_NOT_SPECIFIED,
  PeakBandwidth: fields.PeakBandwidth ?? QOS_NOT_SPECIFIED,
  Latency: fields.Latency ?? QOS_NOT_SPECIFIED,
  DelayVariation: fields.DelayVariation ?? QOS_NOT_SPECIFIED,
  ServiceType: fields.ServiceType ?? ServiceType.BESTEFFORT,
  MaxSduSize: fields.MaxSduSize ?? QOS_NOT_SPECIFIED,
  MinimumPolicedSize: fields.MinimumPolicedSize ?? QOS_NOT_SPECIFIED
})

/** Equal in every field? */
export const sameFlow = (a: FlowSpec, b: FlowSpec): boolean =>
  a === b ||
  (a.TokenRate === b.TokenRate &&
    a.TokenBucketSize === b.TokenBucketSize &&
    a.PeakBandwidth === b.PeakBandwidth &&
    a.Latency === b.Latency &&
    a.DelayVariation === b.DelayVariation &&
    a.ServiceType === b.ServiceType &&
    a.MaxSduSize === b.MaxSduSize &&
    a.MinimumPolicedSize === b.MinimumPolicedSize)
