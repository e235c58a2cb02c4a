/**
 * Names and TAPI ids of VCs (OP-18). The functions that take no handle are answered by the registry.
 */
import { NdisStatus } from "../../NdisStatus.ts"
import { tapiCallId } from "../Names.ts"
import { on, type Routes } from "./Routes.ts"

/** The fixed part of a VAR_STRING, in bytes. */
const fixedPart = 24
/** `ulStringFormat` of UTF-16. */
const unicode = 3

export const install = (routes: Routes): void => {
  on(routes, "NdisCoAssignInstanceName", (adapter, down) => {
    const { BaseInstanceName, NdisVcHandle } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    const VcInstanceName = adapter.names.assign(vc, BaseInstanceName, down.from)
    if (VcInstanceName === undefined)
      return adapter.refuse(down, NdisStatus.FAILURE, "VC-76", `another VC of ${adapter.name} is named ${BaseInstanceName}; choose another`)
    adapter.reply(down, NdisStatus.SUCCESS, { VcInstanceName })
  })
  on(routes, "NdisCoGetTapiCallId", (adapter, down) => {
    const { NdisVcHandle, TapiCallId } = down.args
    const vc = adapter.vcs.find(NdisVcHandle)
    if (vc === undefined || (vc.client !== down.from && vc.manager !== down.from))
      return adapter.refuse(down, NdisStatus.INVALID_DATA, vc === undefined ? "HND-02" : "HND-03", adapter.vcs.explain(NdisVcHandle))
    adapter.about(down, vc)
    const text = tapiCallId(vc)
    const ulNeededSize = fixedPart + 2 * text.length
    if (TapiCallId.ulTotalSize < ulNeededSize)
      return adapter.reply(down, NdisStatus.BUFFER_TOO_SHORT, { TapiCallId: { ...TapiCallId, ulNeededSize } })
    const ulStringSize = 2 * text.length
    const filled = { ...TapiCallId, ulNeededSize, ulUsedSize: ulNeededSize, ulStringFormat: unicode, ulStringSize, String: text }
    adapter.reply(down, NdisStatus.SUCCESS, { TapiCallId: filled })
  })
}
