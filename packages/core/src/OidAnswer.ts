/**
 * How the target of an OID request answers it: the request with what was asked for, with what was read, or with what it lacks.
 *
 * @see docs/condis/structures.md, section 15
 */
import { informationLength, type OidRequest } from "./ddi/Structures.ts"
import { NdisStatus } from "./NdisStatus.ts"

/** A status, and the request as the target hands it back. */
export interface OidAnswer {
  readonly status: NdisStatus
  readonly request: OidRequest
}

/** Not carried out, and nothing more to say. */
export const refuse = (request: OidRequest, status: NdisStatus): OidAnswer => ({ status, request })

/** The value that was asked for, which takes this many bytes. */
export const value = (request: OidRequest, information: unknown, bytes: number): OidAnswer => {
  if (!("QUERY_INFORMATION" in request.DATA)) return refuse(request, NdisStatus.NOT_SUPPORTED)
  const QUERY_INFORMATION = { ...request.DATA.QUERY_INFORMATION, InformationBuffer: information, BytesWritten: bytes }
  return { status: NdisStatus.SUCCESS, request: { ...request, DATA: { QUERY_INFORMATION } } }
}

/** What was to be set is set; all of it was read. */
export const done = (request: OidRequest): OidAnswer => {
  if (!("SET_INFORMATION" in request.DATA)) return refuse(request, NdisStatus.NOT_SUPPORTED)
  const SET_INFORMATION = { ...request.DATA.SET_INFORMATION, BytesRead: informationLength(request) }
  return { status: NdisStatus.SUCCESS, request: { ...request, DATA: { SET_INFORMATION } } }
}

/** The request that says how many bytes are needed. */
const needing = (request: OidRequest, BytesNeeded: number): OidRequest => {
  const { DATA } = request
  if ("QUERY_INFORMATION" in DATA) return { ...request, DATA: { QUERY_INFORMATION: { ...DATA.QUERY_INFORMATION, BytesNeeded } } }
  if ("SET_INFORMATION" in DATA) return { ...request, DATA: { SET_INFORMATION: { ...DATA.SET_INFORMATION, BytesNeeded } } }
  return { ...request, DATA: { METHOD_INFORMATION: { ...DATA.METHOD_INFORMATION, BytesNeeded } } }
}

/** The buffer has not the length of what the OID names. */
export const wrongLength = (request: OidRequest, needed: number): OidAnswer => ({
  status: NdisStatus.INVALID_LENGTH,
  request: needing(request, needed)
})

/** The buffer is too small for a value whose length varies. */
export const tooShort = (request: OidRequest, needed: number): OidAnswer => ({
  status: NdisStatus.BUFFER_TOO_SHORT,
  request: needing(request, needed)
})

/** A value of this many bytes, if the buffer has room for it. `varies`: the length is not the same for every adapter. */
export const fitting = (request: OidRequest, information: unknown, bytes: number, varies = false): OidAnswer => {
  if (informationLength(request) >= bytes) return value(request, information, bytes)
  return varies ? tooShort(request, bytes) : wrongLength(request, bytes)
}

/** OID-28: a counter of 64 bits; a requester with room for 32 gets the lower half, and is told that there is more. */
export const counter = (request: OidRequest, count: number): OidAnswer => {
  const room = informationLength(request)
  if (room >= 8) return value(request, count, 8)
  if (room < 4) return wrongLength(request, 8)
  const answer = value(request, count % 0x100000000, 4)
  return { status: answer.status, request: needing(answer.request, 8) }
}
