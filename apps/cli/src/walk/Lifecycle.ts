/**
 * What makes a walker a driver: registration, initialization and binding, done as they should be.
 */
import { q2931 } from "@condis/core/AddressFamily"
import { callManagerOptionalHandlers, mcmCoCharacteristics, miniportCoCharacteristics } from "@condis/core/ddi/Characteristics"
import type { NeedsPassiveLevel } from "@condis/core/ddi/Facade"
import { Medium, MiniportAttribute, objectHeader, ObjectType } from "@condis/core/ddi/Structures"
import type { Life } from "@condis/core/Driver"
import type { NdisAdapterHandle, NdisMiniportDriverHandle } from "@condis/core/Handle"
import { plumbing } from "@condis/core/kit/Protocol"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Role } from "@condis/core/Trace"
import * as Effect from "effect/Effect"
import type { AnyHandle } from "./Walker.ts"

type Handlers = { readonly [name: string]: (args: never) => unknown }

/** A client, or a call manager that registers its address family. `leaving` runs before it is unbound. */
export const lifeOfProtocol = (
  life: Life<"client">,
  role: Role,
  keep: (handle: AnyHandle) => void,
  leaving: Effect.Effect<void>
): Handlers => {
  const callManager = role === "call manager"
  const ndis = life.ndis as unknown as Life<"call manager">["ndis"]
  const handlers = plumbing(
    life,
    { client: !callManager, callManager },
    {
      bound: ({ handle }) => {
        keep(handle)
        return callManager
          ? ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: handle, AddressFamily: q2931 })
          : Effect.succeed(NdisStatus.SUCCESS)
      },
      unbinding: () => leaving
    }
  )
  const { ProtocolCoStatusEx: _status, ProtocolOidRequestComplete: _oid, ...rest } = handlers
  return rest as unknown as Handlers
}

/** A miniport, or an MCM driver that registers its address family. */
export const lifeOfMiniport = (life: Life<"miniport">, role: Role, keep: (handle: AnyHandle) => void): Handlers => {
  const { ndis } = life
  const mcm = role === "MCM driver"
  const structures = mcm ? [mcmCoCharacteristics, callManagerOptionalHandlers] : [miniportCoCharacteristics]
  const family = life.ndis as unknown as Life<"MCM driver">["ndis"]
  const success = () => NdisStatus.SUCCESS
  return {
    MiniportSetOptions: Effect.fnUntraced(function* ({ NdisDriverHandle }: { readonly NdisDriverHandle: NdisMiniportDriverHandle }) {
      for (const OptionalHandlers of structures) {
        const status = yield* ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
        if (status !== NdisStatus.SUCCESS) return status
      }
      return NdisStatus.SUCCESS
    }),
    MiniportInitializeEx: ({ NdisMiniportHandle }: { readonly NdisMiniportHandle: NdisAdapterHandle }) => {
      keep(NdisMiniportHandle)
      return initialize(ndis, NdisMiniportHandle, () =>
        mcm
          ? family.NdisMCmRegisterAddressFamilyEx({ MiniportAdapterHandle: NdisMiniportHandle, AddressFamily: q2931 })
          : Effect.succeed(NdisStatus.SUCCESS)
      )
    },
    MiniportHaltEx: () => {},
    MiniportPause: success,
    MiniportRestart: success
  }
}

const initialize = Effect.fnUntraced(function* (
  ndis: Life<"miniport">["ndis"],
  NdisMiniportHandle: NdisAdapterHandle,
  then: () => Effect.Effect<NdisStatus, never, NeedsPassiveLevel>
) {
  const registered = yield* ndis.NdisMSetMiniportAttributes({
    NdisMiniportHandle,
    MiniportAttributes: {
      Header: objectHeader(ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES),
      MiniportAdapterContext: { handle: NdisMiniportHandle },
      AttributeFlags: MiniportAttribute.HARDWARE_DEVICE,
      CheckForHangTimeInSeconds: 0
    }
  })
  if (registered !== NdisStatus.SUCCESS) return registered
  const general = yield* ndis.NdisMSetMiniportAttributes({
    NdisMiniportHandle,
    MiniportAttributes: {
      Header: objectHeader(ObjectType.MINIPORT_ADAPTER_GENERAL_ATTRIBUTES),
      MediaType: Medium.Atm,
      MtuSize: 9180,
      MaxXmitLinkSpeed: 1,
      XmitLinkSpeed: 1,
      MaxRcvLinkSpeed: 1,
      RcvLinkSpeed: 1,
      MediaConnectState: 1,
      SupportedOidList: []
    }
  })
  return general === NdisStatus.SUCCESS ? yield* then() : general
})
