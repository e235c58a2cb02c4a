/**
 * The two ends of a driver's life: DriverEntry, from the driver's value, and its deregistration.
 */
import * as Effect from "effect/Effect"
import { miniportDriverCharacteristics, protocolDriverCharacteristics } from "../ddi/Characteristics.ts"
import type { Life } from "../Driver.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Instance } from "./Instance.ts"
import { work } from "./Message.ts"
import type { Registered, Registry } from "./Registry.ts"

/** DriverEntry, from the driver's value. */
export const entry = (instance: Instance): Effect.Effect<NdisStatus> => {
  const life = instance.begun as unknown as (Life<"client" | "call manager"> & Life<"miniport" | "MCM driver">) | undefined
  if (life === undefined || instance.dead) return Effect.succeed(NdisStatus.FAILURE)
  const isProtocol = instance.has("client") || instance.has("call manager")
  return Effect.callback<NdisStatus>((resume) => {
    const answer = (status: NdisStatus) => resume(Effect.succeed(status))
    instance.whenDead(() => answer(NdisStatus.FAILURE))
    life.workItem(
      Effect.map(
        isProtocol
          ? life.ndis.NdisRegisterProtocolDriver({
              ProtocolDriverContext: instance.name,
              ProtocolCharacteristics: protocolDriverCharacteristics(instance.name)
            })
          : life.ndis.NdisMRegisterMiniportDriver({
              DriverObject: { DriverName: instance.name },
              RegistryPath: instance.name,
              MiniportDriverContext: instance.name,
              MiniportDriverCharacteristics: miniportDriverCharacteristics
            }),
        (result) => answer(result.Status)
      )
    )
  })
}

/** MiniportDriverUnload, from which a driver deregisters itself. False: it has no such handler, or did not. */
export const unloading = (registry: Registry, instance: Instance): Effect.Effect<boolean> => {
  if (!instance.handles("MiniportDriverUnload")) return Effect.succeed(false)
  const gone = () => registry.of(instance) === undefined || instance.dead
  return Effect.callback<boolean>((resume) => {
    const args = { DriverObject: { DriverName: instance.name } }
    const back = { returned: () => resume(Effect.succeed(gone())) }
    registry.actor.post(
      work(() => {
        if (!registry.call(instance, "MiniportDriverUnload", args, back, undefined, undefined, true)) resume(Effect.succeed(gone()))
      })
    )
  })
}

/** Deregisters a driver in its own name. */
export const farewell = (instance: Instance, registered: Registered): Effect.Effect<void> => {
  const life = instance.begun as unknown as Life<"client" | "call manager"> & Life<"miniport" | "MCM driver">
  return Effect.callback<void>((resume) => {
    instance.whenDead(() => resume(Effect.void))
    const bye = registered.isProtocol
      ? life.ndis.NdisDeregisterProtocolDriver({ NdisProtocolHandle: registered.handle as never })
      : life.ndis.NdisMDeregisterMiniportDriver({ NdisMiniportDriverHandle: registered.handle as never })
    life.workItem(
      Effect.andThen(
        bye,
        Effect.sync(() => resume(Effect.void))
      )
    )
  })
}
