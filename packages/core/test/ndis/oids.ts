/**
 * OID requests as the tests of NDIS make and answer them.
 */
import { type Args, type NdisVcHandle, Oid, OidAnswer, type OidRequest, queryRequest } from "../../src/index.ts"
import { informationOf } from "../../src/ddi/Structures.ts"
import type { Bench } from "./kit.ts"

/** What a query brought. */
export const valueOf = (request: OidRequest | null | undefined): unknown => informationOf(request!).InformationBuffer

export const bytesNeeded = (request: OidRequest | null | undefined): number => informationOf(request!).BytesNeeded

type Request = { readonly OidRequest?: OidRequest; readonly NdisRequest?: OidRequest }

export const asked = (args: object): OidRequest => (args as Request).OidRequest ?? (args as Request).NdisRequest!

/** What the client asks of its call manager, or about a VC of it. */
export const toManager = (b: Bench, request: OidRequest, vc: NdisVcHandle | null = null): Args<"NdisCoOidRequest"> => ({
  NdisBindingHandle: b.client.binding!.handle,
  NdisAfHandle: b.client.af!,
  NdisVcHandle: vc,
  NdisPartyHandle: null,
  OidRequest: request
})

/** What the client asks of the miniport. */
export const toMiniport = (b: Bench, request: OidRequest, vc: NdisVcHandle | null = null): Args<"NdisCoOidRequest"> => ({
  ...toManager(b, request, vc),
  NdisAfHandle: null
})

/** What the call manager asks of the client. */
export const toClient = (b: Bench, request: OidRequest, vc: NdisVcHandle | null = null): Args<"NdisCoOidRequest"> => ({
  NdisBindingHandle: b.cm.binding!.handle,
  NdisAfHandle: b.cm.af!,
  NdisVcHandle: vc,
  NdisPartyHandle: null,
  OidRequest: request
})

export const addresses = () => queryRequest(Oid.CO_GET_ADDRESSES, 100)
export const speed = () => queryRequest(Oid.GEN_CO_LINK_SPEED, 8)
export const value = { Outbound: 1, Inbound: 2 }

/** A call manager's answer at once. */
export const answering = ({ OidRequest }: Args<"ProtocolCoOidRequest">) => {
  const { request, status } = OidAnswer.value(OidRequest, "4711", 4)
  return { Status: status, OidRequest: request }
}
