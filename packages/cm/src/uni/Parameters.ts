/**
 * Between call parameters and messages: traffic, connection identifiers, and the media parameters a VC is activated with.
 */
import { type AtmFlowParameters, AalType, atmMedia, type AtmAddress, type VpiVci } from "@condis/core/Atm"
import {
  type CallManagerParameters,
  type CallParameters,
  atmMediaOf,
  atmSpecific,
  CallFlags,
  hasFlag,
  MediaFlags,
  q2931Of,
  q2931Specific,
  withFlag,
  withoutFlag
} from "@condis/core/CallParameters"
import { atmFlowOf, isUnlimited, largestSdu, sduSize } from "@condis/core/data/AtmFlow"
import { type FlowSpec, sameFlow } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Reference, Setup, Traffic } from "./Message.ts"

/** Parameters that say nothing: of a call that has none yet. */
export const noParameters: CallParameters = { Flags: 0, CallMgrParameters: null, MediaParameters: null }

/** Parameters with which traffic can be asked for. */
export type Asking = CallParameters & { readonly CallMgrParameters: CallManagerParameters }

/** Do the parameters say which traffic is wanted? */
export const asks = (parameters: CallParameters): parameters is Asking => parameters.CallMgrParameters !== null

/**
 * Can a call be made with these? Otherwise why not: NOT_SUPPORTED without a Q.2931 called address, for a multipoint call without a first
 * party, and for a flow no connection can have (an average above the peak, units larger than AAL5 carries), FAILURE for a permanent VC (this control has none configured), AAL_PARAMS_UNSUPPORTED for another adaptation layer than AAL5.
 */
export const checkMakeCall = (parameters: CallParameters, multipoint: boolean): NdisStatus => {
  const specific = q2931Of(parameters)
  if (specific === undefined || specific.CalledParty.NumberOfDigits === 0) return NdisStatus.NOT_SUPPORTED
  if (!multipoint && hasFlag(parameters, CallFlags.MULTIPOINT_VC)) return NdisStatus.NOT_SUPPORTED
  if (!asks(parameters) || !possible(parameters.CallMgrParameters.Transmit) || !possible(parameters.CallMgrParameters.Receive)) {
    return NdisStatus.NOT_SUPPORTED
  }
  if (hasFlag(parameters, CallFlags.PERMANENT_VC)) return NdisStatus.FAILURE
  const media = atmMediaOf(parameters)
  return media !== undefined && media.AALType !== AalType.AAL5 ? NdisStatus.AAL_PARAMS_UNSUPPORTED : NdisStatus.SUCCESS
}

const possible = ({ MaxSduSize, PeakBandwidth, TokenRate }: FlowSpec): boolean =>
  (isUnlimited(TokenRate) || isUnlimited(PeakBandwidth) || TokenRate <= PeakBandwidth) &&
  (isUnlimited(MaxSduSize) || MaxSduSize <= largestSdu)

/** The traffic of a client's parameters, as it is sent. */
export const trafficOf = (parameters: Asking): Traffic => ({
  transmit: parameters.CallMgrParameters.Transmit,
  receive: parameters.CallMgrParameters.Receive
})

/** Do the parameters have this traffic? */
export const hasTraffic = (parameters: CallParameters, traffic: Traffic): boolean =>
  asks(parameters) &&
  sameFlow(parameters.CallMgrParameters.Transmit, traffic.transmit) &&
  sameFlow(parameters.CallMgrParameters.Receive, traffic.receive)

/** Is any rate of the parameters above that of the traffic? A rate not specified is above every other. */
export const exceeds = (parameters: Asking, traffic: Traffic): boolean =>
  faster(parameters.CallMgrParameters.Transmit, traffic.transmit) || faster(parameters.CallMgrParameters.Receive, traffic.receive)

// "Not specified" and "unlimited" are the two largest numbers, so plain comparison orders them as meant.
const faster = (a: FlowSpec, b: FlowSpec): boolean => a.TokenRate > b.TokenRate || a.PeakBandwidth > b.PeakBandwidth

/** SETUP of a call with these parameters, of a multipoint one when there is an endpoint reference; `own`: the address of this side, for a client that does not say who calls. */
export const setupOf = (callReference: Reference, parameters: CallParameters, own: AtmAddress, endpoint?: number): Setup | undefined => {
  const specific = q2931Of(parameters)
  if (specific === undefined || !asks(parameters)) return undefined
  return {
    type: "SETUP",
    callReference,
    called: specific.CalledParty,
    calling: specific.CallingParty.NumberOfDigits === 0 ? own : specific.CallingParty,
    traffic: trafficOf(parameters),
    connectionId: undefined,
    elements: specific.InfoElements,
    endpoint
  }
}

/** The parameters of a call that is offered to this side on a connection. */
export const offerOf = (message: Setup, connection: VpiVci): CallParameters => {
  // What the caller transmits is received here.
  const transmit = message.traffic.receive
  const receive = message.traffic.transmit
  return {
    Flags: 0,
    CallMgrParameters: {
      Transmit: transmit,
      Receive: receive,
      CallMgrSpecific: q2931Specific({ CalledParty: message.called, CallingParty: message.calling, InfoElements: message.elements })
    },
    MediaParameters: {
      Flags: MediaFlags.TRANSMIT_VC | MediaFlags.RECEIVE_VC,
      ReceivePriority: 0,
      ReceiveSizeHint: sduSize(receive),
      MediaSpecific: atmSpecific(atmMedia(connection, atmFlowOf(transmit), atmFlowOf(receive)))
    }
  }
}

/** The same parameters with other traffic, marked as changed when it is other traffic. */
export const answered = (parameters: Asking, traffic: Traffic | undefined): Asking =>
  traffic === undefined || hasTraffic(parameters, traffic)
    ? parameters
    : {
        Flags: (parameters.Flags | CallFlags.CALL_PARAMETERS_CHANGED) >>> 0,
        CallMgrParameters: {
          Transmit: traffic.transmit,
          Receive: traffic.receive,
          CallMgrSpecific: parameters.CallMgrParameters.CallMgrSpecific
        },
        MediaParameters: parameters.MediaParameters
      }

/** Parameters a client asks for, ready to activate. The mark of changed parameters belongs to answers, so it is taken off. */
export const wanted = (parameters: Asking, connection: VpiVci): Asking =>
  activating(parameters, connection, (parameters.Flags & ~CallFlags.CALL_PARAMETERS_CHANGED) >>> 0)

/** The same without the mark of changed parameters: how a call keeps them once the client has seen the mark. */
export const unmarked = (parameters: CallParameters): CallParameters => withoutFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)

/**
 * The parameters to activate with: media parameters for this connection are made from the flows. What a client said about its medium
 * stays, except the connection identifier and the rates.
 */
export const activating = (parameters: Asking, connection: VpiVci, flags: number = parameters.Flags): Asking => {
  const { Receive, Transmit } = parameters.CallMgrParameters
  const media = parameters.MediaParameters
  const atm = atmMediaOf(parameters)
  const transmit = atmFlowOf(Transmit)
  const receive = atmFlowOf(Receive)
  return {
    Flags: flags,
    CallMgrParameters: parameters.CallMgrParameters,
    MediaParameters: {
      Flags: media === null ? MediaFlags.TRANSMIT_VC | MediaFlags.RECEIVE_VC : media.Flags,
      ReceivePriority: media === null ? 0 : media.ReceivePriority,
      ReceiveSizeHint: sduSize(Receive),
      MediaSpecific: atmSpecific(
        atm === undefined
          ? atmMedia(connection, transmit, receive)
          : { ...atm, ConnectionId: connection, Transmit: transmit, Receive: receive }
      )
    }
  }
}

/** The parameters a client gets after an activation: those in force, marked as changed when the miniport rounded what it was asked for. */
export const inForce = (wanted: CallParameters, got: CallParameters): CallParameters => {
  if (got === wanted) return got
  const a = atmMediaOf(wanted)
  const b = atmMediaOf(got)
  const same = a === b || (a !== undefined && b !== undefined && sameRates(a.Transmit, b.Transmit) && sameRates(a.Receive, b.Receive))
  return same ? got : withFlag(got, CallFlags.CALL_PARAMETERS_CHANGED)
}

const sameRates = (a: AtmFlowParameters, b: AtmFlowParameters): boolean =>
  a.PeakCellRate === b.PeakCellRate &&
  a.AverageCellRate === b.AverageCellRate &&
  a.BurstLengthCells === b.BurstLengthCells &&
  a.MaxSduSize === b.MaxSduSize
