/**
 * Causes: the numbers with which ATM signalling says why a call ended or was refused, and what they are as NDIS statuses.
 *
 * The numbers are those of Q.850 as Q.2931 and the ATM Forum's UNI use them. CoNDIS has codes of its own for some of them
 * (docs/condis/statuses-and-oids.md, section 2); a cause without such a code is a FAILURE.
 */
import { NdisStatus } from "@condis/core/NdisStatus"

/** Causes by name. */
export const Cause = {
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_TO_TRANSIT_NETWORK: 2,
  NO_ROUTE_TO_DESTINATION: 3,
  CHANNEL_UNACCEPTABLE: 10,
  NORMAL: 16,
  USER_BUSY: 17,
  NO_USER_RESPONDING: 18,
  CALL_REJECTED: 21,
  NUMBER_CHANGED: 22,
  CALLER_HIDDEN_REJECTED: 23,
  DESTINATION_OUT_OF_ORDER: 27,
  INVALID_NUMBER_FORMAT: 28,
  STATUS_ENQUIRY_RESPONSE: 30,
  NORMAL_UNSPECIFIED: 31,
  REQUESTED_CHANNEL_NOT_AVAILABLE: 35,
  CHANNEL_ASSIGNMENT_FAILURE: 36,
  CELL_RATE_NOT_AVAILABLE: 37,
  NETWORK_OUT_OF_ORDER: 38,
  TEMPORARY_FAILURE: 41,
  ACCESS_INFORMATION_DISCARDED: 43,
  NO_CHANNEL_AVAILABLE: 45,
  RESOURCE_UNAVAILABLE: 47,
  QUALITY_OF_SERVICE_UNAVAILABLE: 49,
  BEARER_NOT_AUTHORIZED: 57,
  BEARER_NOT_AVAILABLE: 58,
  SERVICE_NOT_AVAILABLE: 63,
  BEARER_NOT_IMPLEMENTED: 65,
  TRAFFIC_COMBINATION_UNSUPPORTED: 73,
  SERVICE_NOT_IMPLEMENTED: 79,
  INVALID_CALL_REFERENCE: 81,
  NO_SUCH_CHANNEL: 82,
  INCOMPATIBLE_DESTINATION: 88,
  INVALID_ENDPOINT_REFERENCE: 89,
  INVALID_TRANSIT_NETWORK: 91,
  TOO_MANY_ADD_PARTY_REQUESTS: 92,
  AAL_PARAMETERS_UNSUPPORTED: 93,
  MANDATORY_ELEMENT_MISSING: 96,
  MESSAGE_TYPE_UNKNOWN: 97,
  ELEMENT_UNKNOWN: 99,
  INVALID_ELEMENT_CONTENTS: 100,
  MESSAGE_NOT_COMPATIBLE_WITH_STATE: 101,
  TIMER_EXPIRY: 102,
  INCORRECT_MESSAGE_LENGTH: 104,
  PROTOCOL_ERROR: 111
} as const

const meanings: { readonly [Name in keyof typeof Cause]: string } = {
  UNALLOCATED_NUMBER: "nobody has this address",
  NO_ROUTE_TO_TRANSIT_NETWORK: "the network to go through cannot be reached",
  NO_ROUTE_TO_DESTINATION: "no way leads to the called address",
  CHANNEL_UNACCEPTABLE: "the connection identifier offered cannot be used here",
  NORMAL: "somebody ended the call, nothing is wrong",
  USER_BUSY: "the called side cannot take another call",
  NO_USER_RESPONDING: "the called side does not react at all",
  CALL_REJECTED: "the called side does not want the call",
  NUMBER_CHANGED: "the called side moved to another address",
  CALLER_HIDDEN_REJECTED: "the called side takes no calls from hidden callers",
  DESTINATION_OUT_OF_ORDER: "the called side is not working",
  INVALID_NUMBER_FORMAT: "the called address is malformed or incomplete",
  STATUS_ENQUIRY_RESPONSE: "an answer to the question for the call's state",
  NORMAL_UNSPECIFIED: "a normal event that has no number of its own",
  REQUESTED_CHANNEL_NOT_AVAILABLE: "the connection identifier asked for is taken",
  CHANNEL_ASSIGNMENT_FAILURE: "a connection identifier could not be assigned",
  CELL_RATE_NOT_AVAILABLE: "the cell rate asked for cannot be had",
  NETWORK_OUT_OF_ORDER: "the network will not work for a while",
  TEMPORARY_FAILURE: "a passing trouble, trying again may help",
  ACCESS_INFORMATION_DISCARDED: "some of the information could not be carried to the other side",
  NO_CHANNEL_AVAILABLE: "all connection identifiers are taken",
  RESOURCE_UNAVAILABLE: "some resource is lacking",
  QUALITY_OF_SERVICE_UNAVAILABLE: "the quality of service asked for cannot be had",
  BEARER_NOT_AUTHORIZED: "this caller may not use the bearer it asked for",
  BEARER_NOT_AVAILABLE: "the bearer asked for cannot be had now",
  SERVICE_NOT_AVAILABLE: "the service or option cannot be had",
  BEARER_NOT_IMPLEMENTED: "the bearer asked for does not exist here",
  TRAFFIC_COMBINATION_UNSUPPORTED: "the traffic parameters do not go together",
  SERVICE_NOT_IMPLEMENTED: "the service or option does not exist here",
  INVALID_CALL_REFERENCE: "a message names a call nobody knows",
  NO_SUCH_CHANNEL: "the connection identifier named does not exist",
  INCOMPATIBLE_DESTINATION: "the called side has nothing that takes such calls",
  INVALID_ENDPOINT_REFERENCE: "a message names a party nobody knows",
  INVALID_TRANSIT_NETWORK: "the network to go through is named wrongly",
  TOO_MANY_ADD_PARTY_REQUESTS: "too many parties are being added at once",
  AAL_PARAMETERS_UNSUPPORTED: "the adaptation layer asked for cannot be had",
  MANDATORY_ELEMENT_MISSING: "a message lacks something it must have",
  MESSAGE_TYPE_UNKNOWN: "a message of an unknown kind",
  ELEMENT_UNKNOWN: "a message carries an element of an unknown kind",
  INVALID_ELEMENT_CONTENTS: "an element of a message makes no sense",
  MESSAGE_NOT_COMPATIBLE_WITH_STATE: "a message that the call's state does not allow",
  TIMER_EXPIRY: "the other side did not answer in time",
  INCORRECT_MESSAGE_LENGTH: "a message has the wrong length",
  PROTOCOL_ERROR: "a breach of the protocol that has no number of its own"
}

const texts: ReadonlyMap<number, string> = new Map(
  (Object.keys(meanings) as ReadonlyArray<keyof typeof Cause>).map((name) => [Cause[name], meanings[name]])
)

/** What a cause says, in a few words. Never fails: an unlisted number says that it is one. */
export const causeMeaning = (cause: number): string => texts.get(cause) ?? "a cause without a name here"

/**
 * The status of a close for which the network gave this cause: SUCCESS (the remote party ended the call) for 16 alone. No cause is
 * read as 31.
 */
export const closeStatus = (cause: number | undefined): NdisStatus => {
  switch (cause) {
    case Cause.NORMAL:
      return NdisStatus.SUCCESS
    case Cause.NO_ROUTE_TO_DESTINATION:
      return NdisStatus.NO_ROUTE_TO_DESTINATION
    case Cause.DESTINATION_OUT_OF_ORDER:
      return NdisStatus.DEST_OUT_OF_ORDER
    case Cause.INVALID_NUMBER_FORMAT:
      return NdisStatus.INVALID_ADDRESS
    case Cause.REQUESTED_CHANNEL_NOT_AVAILABLE:
    case Cause.NO_CHANNEL_AVAILABLE:
      return NdisStatus.VC_NOT_AVAILABLE
    case Cause.CELL_RATE_NOT_AVAILABLE:
      return NdisStatus.CELLRATE_NOT_AVAILABLE
    case Cause.RESOURCE_UNAVAILABLE:
      return NdisStatus.RESOURCES
    case Cause.QUALITY_OF_SERVICE_UNAVAILABLE:
      return NdisStatus.INCOMPATIBLE_QOS
    case Cause.AAL_PARAMETERS_UNSUPPORTED:
      return NdisStatus.AAL_PARAMS_UNSUPPORTED
    default:
      return NdisStatus.FAILURE
  }
}

/** The status of a request (a make-call, a modification) that failed for this cause: as {@link closeStatus}, but never SUCCESS. */
export const failureStatus = (cause: number | undefined): NdisStatus => failure(closeStatus(cause))

/** A status that says that something failed: SUCCESS becomes FAILURE. */
export const failure = (status: NdisStatus): NdisStatus => (status === NdisStatus.SUCCESS ? NdisStatus.FAILURE : status)

/** The cause that tells the other side of this status. `otherwise` for a status that has no cause of its own. */
export const causeOf = (status: NdisStatus, otherwise: number): number => {
  switch (status) {
    case NdisStatus.SUCCESS:
      return Cause.NORMAL
    case NdisStatus.NO_ROUTE_TO_DESTINATION:
      return Cause.NO_ROUTE_TO_DESTINATION
    case NdisStatus.DEST_OUT_OF_ORDER:
    case NdisStatus.ADAPTER_NOT_READY:
    case NdisStatus.ADAPTER_REMOVED:
      return Cause.DESTINATION_OUT_OF_ORDER
    case NdisStatus.INVALID_ADDRESS:
      return Cause.INVALID_NUMBER_FORMAT
    case NdisStatus.VC_NOT_AVAILABLE:
      return Cause.NO_CHANNEL_AVAILABLE
    case NdisStatus.CELLRATE_NOT_AVAILABLE:
      return Cause.CELL_RATE_NOT_AVAILABLE
    case NdisStatus.RESOURCES:
      return Cause.RESOURCE_UNAVAILABLE
    case NdisStatus.INCOMPATIBLE_QOS:
      return Cause.QUALITY_OF_SERVICE_UNAVAILABLE
    case NdisStatus.NOT_SUPPORTED:
      return Cause.SERVICE_NOT_IMPLEMENTED
    case NdisStatus.INVALID_SAP:
      return Cause.INCOMPATIBLE_DESTINATION
    case NdisStatus.AAL_PARAMS_UNSUPPORTED:
      return Cause.AAL_PARAMETERS_UNSUPPORTED
    default:
      return otherwise
  }
}
