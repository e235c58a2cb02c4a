/**
 * What can go wrong for a program that uses a client. Every message names the client, what was tried, the status, and the way out.
 */
import { type NdisStatus, statusName } from "@condis/core/NdisStatus"
import { oidName } from "@condis/core/Oid"
import * as Data from "effect/Data"

/** How a call ended. */
export interface CloseReason {
  readonly by: "local" | "remote"
  /** SUCCESS: closed on purpose. Otherwise what broke it. */
  readonly status: NdisStatus
  /** Data the remote side sent along. */
  readonly data: Uint8Array | undefined
}

/** How a call that was wanted turned out. */
export type Outcome =
  | { readonly _tag: "up" }
  /** No VC could be had: nobody but NDIS saw the wish. */
  | { readonly _tag: "refused"; readonly status: NdisStatus }
  | { readonly _tag: "rejected"; readonly status: NdisStatus }
  | { readonly _tag: "ended"; readonly reason: CloseReason }

/** There is no client of this name in the host, or the driver of this name is no friendly client. */
export class NoSuchClient extends Data.TaggedError("NoSuchClient")<{ readonly host: string; readonly client: string }> {
  override get message(): string {
    return `${this.host} has no running client ${this.client}; install Client.layer({ name: "${this.client}" }) into the host`
  }
}

/** No call manager offers an address family this client could use now. */
export class NoAddressFamily extends Data.TaggedError("NoAddressFamily")<{ readonly client: string; readonly wanted: string }> {
  override get message(): string {
    return `${this.client}: no address family is open for ${this.wanted}; wait for client.ready, or install a call manager or MCM driver`
  }
}

/** The client's driver died or was taken out while the operation was under way. */
export class DriverDied extends Data.TaggedError("DriverDied")<{ readonly client: string; readonly operation: string }> {
  override get message(): string {
    return `${this.client}: its driver ended during ${this.operation}; wait for client.ready of its next life and try again`
  }
}

/** The operation makes no sense now, or was refused before a call manager saw it. */
export class Refused extends Data.TaggedError("Refused")<{
  readonly client: string
  readonly operation: string
  readonly status: NdisStatus
  readonly why: string
}> {
  override get message(): string {
    return `${this.client}: ${this.operation} was refused (${statusName(this.status)}): ${this.why}`
  }
}

/** An OID request was answered with anything but success. */
export class OidRefused extends Data.TaggedError("OidRefused")<{
  readonly client: string
  readonly oid: number
  readonly status: NdisStatus
  /** Bytes that would do, where the size of the buffer was the reason; else 0. */
  readonly needed: number
}> {
  override get message(): string {
    const size = this.needed > 0 ? `; give it ${this.needed} bytes` : ""
    return `${this.client}: ${oidName(this.oid)} was answered with ${statusName(this.status)}${size}`
  }
}

/** The call was not made: the call manager or the network said no, or changed parameters were not acceptable. */
export class CallRejected extends Data.TaggedError("CallRejected")<{
  readonly client: string
  readonly call: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: the call to ${this.call} was rejected with ${statusName(this.status)}; change its parameters or try another address`
  }
}

/** The call manager did not take the SAP. */
export class SapRefused extends Data.TaggedError("SapRefused")<{
  readonly client: string
  readonly sap: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: the SAP ${this.sap} was refused with ${statusName(this.status)}; another client may hold it, or it is not of this network`
  }
}

/** The call is over. */
export class CallEnded extends Data.TaggedError("CallEnded")<{
  readonly client: string
  readonly call: string
  readonly reason: CloseReason
}> {
  override get message(): string {
    const { by, status } = this.reason
    return `${this.client}: the call ${this.call} was ended by the ${by} side with ${statusName(status)}; make another`
  }
}

/** Received lists were dropped because the program took them too slowly; a stream that went on would have a hole in it. */
export class DataLost extends Data.TaggedError("DataLost")<{
  readonly client: string
  readonly call: string
  readonly lists: number
}> {
  override get message(): string {
    return `${this.client}: ${this.lists} received lists of the call ${this.call} found no room and were dropped; take them faster, raise receiveBuffer, or have the other side send less at a time`
  }
}

/** The data did not go out, or not all of it. */
export class SendFailed extends Data.TaggedError("SendFailed")<{
  readonly client: string
  readonly call: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: data on the call ${this.call} came back with ${statusName(this.status)}; send again if the call is still up`
  }
}

/** Other parameters were not agreed on; those before are still in force. */
export class ModifyRefused extends Data.TaggedError("ModifyRefused")<{
  readonly client: string
  readonly call: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: new parameters for the call ${this.call} were refused with ${statusName(this.status)}; the old ones hold. Ask for less, or close`
  }
}

/** The party was not added, or not dropped; the call stays as it was. */
export class PartyRefused extends Data.TaggedError("PartyRefused")<{
  readonly client: string
  readonly call: string
  readonly party: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: the party ${this.party} of the call ${this.call} was refused with ${statusName(this.status)}; the call goes on without the change`
  }
}

/** The call could not be closed and is still there. */
export class CloseRefused extends Data.TaggedError("CloseRefused")<{
  readonly client: string
  readonly call: string
  readonly status: NdisStatus
}> {
  override get message(): string {
    return `${this.client}: closing the call ${this.call} was refused with ${statusName(this.status)}; the call is still up. Close without data, or later`
  }
}

/** The listener's scope was left. */
export class ListenerClosed extends Data.TaggedError("ListenerClosed")<{ readonly client: string; readonly sap: string }> {
  override get message(): string {
    return `${this.client}: nobody listens at ${this.sap} any more; listen again`
  }
}
