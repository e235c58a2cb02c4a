import { neverPending, type Page } from "../Page.ts"

export const vcs: Page = {
  file: "vcs",
  title: "Virtual connections",
  about: "Making, deleting and naming VCs (OP-12 to OP-14, OP-17, OP-18).",
  ladders: [
    {
      operation: "OP-12",
      title: "Made by a client",
      about: "The call manager is asked first, then the miniport; nothing pends.",
      scenario: "point-to-point/outgoing-call-accepted",
      from: "NdisCoCreateVc",
      to: "= NdisCoCreateVc"
    },
    {
      operation: "OP-12",
      title: "Refused, and rolled back",
      about: "The miniport fails: the call manager deletes its part again. An MCM driver fails as the call manager it is.",
      scenario: "faults/vc-creation-fails",
      from: "NdisCoCreateVc",
      to: "= NdisCoCreateVc"
    },
    {
      operation: "OP-12",
      title: "No room for a while",
      about: "NDIS_STATUS_RESOURCES: the client tries again.",
      scenario: "faults/no-room-for-a-while",
      from: "NdisCoCreateVc",
      to: "= NdisCoCreateVc #2"
    },
    {
      operation: "OP-12",
      title: "A call manager pends",
      about: "That breaks a rule: NDIS takes it for a failure.",
      scenario: "faults/create-vc-pends",
      from: "NdisCoCreateVc",
      to: "= NdisCoCreateVc"
    },
    {
      operation: "OP-13",
      title: "Made by a call manager for a call",
      about: "A SETUP came in: the VC is for the client whose SAP is called, which is asked before the miniport.",
      scenario: "point-to-point/incoming-call-accepted",
      host: "bob",
      from: "NdisCoCreateVc @cm",
      to: "= NdisCoCreateVc @cm",
      only: { form: "cm", why: "With NdisMCmCreateVc: OP-14." }
    },
    {
      operation: "OP-13",
      title: "Made by a call manager for its signalling",
      about: "Of no address family, so only the miniport is asked. It is activated like any other.",
      scenario: "point-to-point/incoming-call-accepted",
      start: true,
      from: "NdisCoCreateVc @cm",
      to: "ProtocolCmActivateVcComplete",
      only: { form: "cm", why: "The signalling VCs of an MCM driver are its own affair: NDIS never sees them (OP-14)." }
    },
    {
      operation: "OP-13",
      title: "Refused by the client",
      about: "The client has no resources: the miniport is not asked, and the call is refused to the network.",
      scenario: "faults/vc-refused-by-called-client",
      host: "bob",
      from: "NdisCoCreateVc @cm",
      to: "= NdisCoCreateVc @cm",
      only: { form: "cm", why: "With NdisMCmCreateVc: OP-14." }
    },
    {
      operation: "OP-13",
      title: "Refused with a status of the client's own",
      about: "Whatever the client answers is the status of the VC, and of the call.",
      scenario: "faults/vc-refused-by-called-client",
      host: "bob",
      from: "! fault #2",
      to: "= NdisCoCreateVc @cm",
      only: { form: "cm", why: "With NdisMCmCreateVc: OP-14." }
    },
    {
      operation: "OP-14",
      title: "Made by an MCM driver for a call",
      about: "The client alone is asked: the miniport half belongs to the one who makes the VC.",
      scenario: "point-to-point/incoming-call-accepted",
      host: "bob",
      from: "NdisCoCreateVc @cm",
      to: "= NdisCoCreateVc @cm",
      only: { form: "mcm", why: "A stand-alone call manager: OP-13." }
    },
    {
      operation: "OP-14",
      title: "Refused by the client",
      about: "The status of the client is that of the call.",
      scenario: "faults/vc-refused-by-called-client",
      host: "bob",
      from: "NdisCoCreateVc @cm",
      to: "= NdisCoCreateVc @cm",
      only: { form: "mcm", why: "A stand-alone call manager: OP-13." }
    },
    {
      operation: "OP-14",
      title: "Refused with a status of the client's own",
      about: "Whatever the client answers is the status of the VC, and of the call.",
      scenario: "faults/vc-refused-by-called-client",
      host: "bob",
      from: "! fault #2",
      to: "= NdisCoCreateVc @cm",
      only: { form: "mcm", why: "A stand-alone call manager: OP-13." }
    },
    {
      operation: "OP-17",
      title: "Deleted by a client",
      about: "The client made the VC, so it deletes it, once it is inactive.",
      scenario: "point-to-point/client-close-without-data",
      from: "NdisCoDeleteVc",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-17",
      title: "Deleted by a call manager",
      about: "A call that came in is over, and the call manager deletes the VC it made. An MCM driver does with NdisMCmDeleteVc.",
      scenario: "point-to-point/incoming-call-accepted",
      host: "bob",
      from: "NdisCoDeleteVc @cm",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-17",
      title: "A signalling VC is deleted",
      about: "No client takes part.",
      scenario: "lifecycle/stop-call-manager",
      from: "NdisCoDeleteVc @cm",
      to: "= NdisCoDeleteVc @cm",
      only: { form: "cm", why: "NDIS never sees the signalling VCs of an MCM driver (OP-14)." }
    },
    {
      operation: "OP-17",
      title: "Still active",
      about: "NDIS refuses, and nobody is asked.",
      scenario: "vcs/deleted-while-active",
      from: "NdisCoDeleteVc",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-17",
      title: "Still being deactivated",
      about: "Until the deactivation is complete the answer is NDIS_STATUS_CLOSING.",
      scenario: "faults/deactivation-while-pending",
      from: "NdisCoDeleteVc",
      to: "= NdisCoDeleteVc",
      only: neverPending
    },
    {
      operation: "OP-17",
      title: "Refused by the other end",
      about: "The peer has operations outstanding: the VC stays, for the miniport too, and its creator tries again.",
      scenario: "faults/deletion-refused",
      from: "NdisCoDeleteVc",
      to: "= NdisCoDeleteVc #2"
    },
    {
      operation: "OP-18",
      title: "Named, named again, and the name taken",
      about: "The second name is not taken over, and another VC cannot have the first.",
      scenario: "vcs/instance-names",
      from: "NdisCoAssignInstanceName",
      to: "= NdisCoAssignInstanceName FAILURE"
    },
    {
      operation: "OP-18",
      title: "The string of a name is freed",
      about: "The VC is gone, and its name with it; the string belongs to the driver that named it.",
      scenario: "vcs/instance-names",
      from: "NdisCoDeleteVc @voice",
      to: "= NdisFreeString"
    },
    {
      operation: "OP-18",
      title: "TAPI call id, there and back",
      about: "A buffer that is too small is answered with the size that is needed. The text leads back to the client's context.",
      scenario: "vcs/telephony-id",
      from: "NdisCoGetTapiCallId",
      to: "= NdisClGetProtocolVcContextFromTapiCallId SUCCESS"
    },
    {
      operation: "OP-18",
      title: "TAPI call id of a VC that is gone",
      about: "The text names nothing any more.",
      scenario: "vcs/telephony-id",
      from: "NdisClGetProtocolVcContextFromTapiCallId #2",
      to: "= NdisClGetProtocolVcContextFromTapiCallId"
    }
  ]
}
