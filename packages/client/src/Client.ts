/**
 * The friendly client: a driver as a value, and what programs do with it once it runs in a host.
 *
 * ```ts
 * const program = Effect.gen(function*() {
 *   const host = yield* Host.make("alice", [adapter, Client.layer({ name: "voice" })])
 *   const client = yield* Client.of(host, "voice")
 *   yield* client.ready
 *   const call = yield* client.makeCall({ to: "47.0002" })
 *   yield* call.send(new TextEncoder().encode("hello"))
 * })
 * ```
 *
 * It is written on the raw functions, never around them. A client without a call manager is legal: address families come and go, calls
 * fail with `NoAddressFamily` meanwhile. When the driver is started again after its death, the same `Client` speaks to its new life.
 *
 * While NDIS has no room (NDIS_STATUS_RESOURCES as the immediate answer), operations wait and try again, in bounded pauses; only when
 * that lasts does the program see the status.
 */
import { type AddressFamily, sameAddressFamily } from "@condis/core/AddressFamily"
import { type AtmAddress, atmAddress, atmAddressText } from "@condis/core/Atm"
import { type CallParameters, callTo, withTraffic, CallFlags, withFlag } from "@condis/core/CallParameters"
import * as Driver from "@condis/core/Driver"
import { type FlowSpec, flowSpec } from "@condis/core/FlowSpec"
import * as Host from "@condis/core/Host"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { NdisStatus } from "@condis/core/NdisStatus"
import { atmSap, atmSapOf, type Sap } from "@condis/core/Sap"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { type Call, outcomeExit, Owned } from "./Call.ts"
import { CallMachine } from "./CallMachine.ts"
import { type CallRejected, DriverDied, NoAddressFamily, NoSuchClient, Refused, SapRefused } from "./Errors.ts"
import { type Asks, asksOf } from "./Information.ts"
import { type Listener, listenerOf } from "./Listener.ts"
import { Listening } from "./Listening.ts"
import { Machine, type Settings, type StatusHandler } from "./Machine.ts"
import { park } from "./Park.ts"
import type { ClientAbout } from "./Requests.ts"
import { defaultPolicies, type Policies, withPolicies } from "./Policy.ts"

/** A client, as it is put into a host. */
export interface Options {
  /** Instance name. */
  readonly name: string
  /** Families to open, by default every one that is offered. */
  readonly families?: ReadonlyArray<AddressFamily> | ((family: AddressFamily, adapter: string) => boolean) | undefined
  /** By default `always`. */
  readonly restart?: Driver.Restart | undefined
  readonly policies?: Partial<Policies> | undefined
  /** Received lists one call keeps for its program; by default 1,024. Beyond it they are dropped, with a record. */
  readonly receiveBuffer?: number | undefined
  /** Chains of one call that are sent and not home; by default 64. Beyond it sends wait. */
  readonly sendWindow?: number | undefined
  /** Lists of all calls together that are sent and not home; by default 65,536. Beyond it sends wait. */
  readonly sendLists?: number | undefined
  /** Incoming calls one listener keeps for its program; by default 128. Beyond it they are rejected with NDIS_STATUS_RESOURCES. */
  readonly listenBuffer?: number | undefined
  /** VCs of calls that ended well which are kept on each address family for the next call, instead of deleting them; by default 0. */
  readonly keptVcs?: number | undefined
  /** Answers to OID requests of call managers, before those of the kit: what it answers nothing to is not supported. */
  readonly oids?: OidHandler<ClientAbout> | undefined
  /** Is told of every status indication, in the driver's turn. By default indications are ignored. */
  readonly onStatus?: StatusHandler | undefined
}

/** The driver as a value. */
export const driver = (options: Options): Driver.Driver<"client"> => {
  const { families } = options
  const settings: Settings = {
    accepts:
      families === undefined
        ? () => true
        : typeof families === "function"
          ? families
          : (family) => families.some((each) => sameAddressFamily(each, family)),
    policies: withPolicies(defaultPolicies, options.policies),
    receiveBuffer: options.receiveBuffer ?? 1024,
    sendWindow: options.sendWindow ?? 64,
    sendLists: options.sendLists ?? 65_536,
    listenBuffer: options.listenBuffer ?? 128,
    keptVcs: options.keptVcs ?? 0,
    oids: options.oids,
    onStatus: options.onStatus
  }
  return Driver.make<"client">({
    name: options.name,
    roles: ["client"],
    restart: options.restart ?? "always",
    start: (life) => {
      const machine = new Machine(life, settings)
      life.publish(machine)
      return machine.handlers()
    }
  })
}

/** The layer that installs the client into a host. */
export const layer = (options: Options): Layer.Layer<never, Host.StartError, Host.Ndis | Host.AdapterPresent> =>
  Host.driverLayer(driver(options))

/** A call to make. */
export interface MakeCall {
  /** Called address, as text ({@link atmAddress}) or value. */
  readonly to: string | AtmAddress
  /** Calling address; by default the call manager's. */
  readonly from?: string | AtmAddress | undefined
  /** Flows as seen from this side; by default best effort. */
  readonly traffic?: { readonly transmit?: FlowSpec | undefined; readonly receive?: FlowSpec | undefined } | undefined
  /** Whole parameters, instead of those made of `to` and `from`. */
  readonly parameters?: CallParameters | undefined
  /** A point-to-multipoint call with this side as its root, `to` its first party; more join with `call.addParty`. */
  readonly multipoint?: boolean | undefined
  /** On a permanent VC the operator configured, without signalling; none is free: the call is rejected with NDIS_STATUS_FAILURE. */
  readonly permanent?: boolean | undefined
  readonly policies?: Partial<Policies> | undefined
  /** For a client that is bound to several adapters. */
  readonly adapter?: string | undefined
}

/** How to listen. */
export interface Listen {
  readonly policies?: Partial<Policies> | undefined
  readonly adapter?: string | undefined
  /** Instead of the driver's `listenBuffer`. */
  readonly buffer?: number | undefined
}

/** What a program does with a client. */
export interface Client extends Asks {
  readonly name: string
  /** Waits until an address family is open. */
  readonly ready: Effect.Effect<void, DriverDied>
  /** The host's addresses and those this client added, as its call manager told last; empty where it tells of none. */
  readonly addresses: Effect.Effect<ReadonlyArray<string>, DriverDied>
  /** Makes a call; leaving the scope closes it and deletes its VC. Interrupting it leaves nothing behind either. */
  readonly makeCall: (options: MakeCall) => Effect.Effect<Call, CallRejected | NoAddressFamily | DriverDied | Refused, Scope.Scope>
  /** Registers a SAP, or an address at which any call is welcome; leaving the scope deregisters it. */
  readonly listen: (
    sap: Sap | string,
    options?: Listen
  ) => Effect.Effect<Listener, SapRefused | NoAddressFamily | DriverDied | Refused, Scope.Scope>
}

/** The client of this name in a host. */
export const of = (host: Host.Host, name: string): Effect.Effect<Client, NoSuchClient> =>
  Effect.suspend(() =>
    host.published(name) instanceof Machine
      ? Effect.succeed(clientOf(host, name))
      : Effect.fail(new NoSuchClient({ host: host.name, client: name }))
  )

const clientOf = (host: Host.Host, name: string): Client => {
  /** The present life: a client that was started again is another machine. */
  const present = (operation: string): Effect.Effect<Machine, DriverDied> =>
    Effect.suspend(() => {
      const face = host.published(name)
      return face instanceof Machine && !face.dead ? Effect.succeed(face) : Effect.fail(new DriverDied({ client: name, operation }))
    })
  const address = (text: string | AtmAddress): Effect.Effect<AtmAddress, Refused> =>
    typeof text !== "string"
      ? Effect.succeed(text)
      : Effect.try({
          try: () => atmAddress(text),
          catch: (error) =>
            new Refused({
              client: name,
              operation: `the address ${text}`,
              status: NdisStatus.INVALID_ADDRESS,
              why: error instanceof Error ? error.message : String(error)
            })
        })
  const parametersOf = Effect.fnUntraced(function* (options: MakeCall, to: AtmAddress) {
    const { parameters, traffic } = options
    if (parameters === undefined) return callTo(to, options.from === undefined ? undefined : yield* address(options.from), traffic)
    return traffic === undefined ? parameters : withTraffic(parameters, traffic.transmit ?? flowSpec(), traffic.receive ?? flowSpec())
  })
  return {
    name,
    ...asksOf(present("an OID request")),
    addresses: Effect.map(present("addresses"), (machine) => machine.family()?.addresses ?? []),
    ready: Effect.flatMap(present("ready"), (machine) =>
      park<void, never>(machine, "ready", (done) => {
        const ready = () => done(Exit.void)
        machine.whenReady(ready)
        return () => machine.forgoReady(ready)
      })
    ),
    makeCall: Effect.fnUntraced(function* (options) {
      const to = yield* address(options.to)
      const label = atmAddressText(to)
      const asked = yield* parametersOf(options, to)
      const parameters = options.permanent === true ? withFlag(asked, CallFlags.PERMANENT_VC) : asked
      const machine = yield* present("makeCall")
      const owned = new Owned(machine)
      yield* Effect.addFinalizer(() => owned.release)
      return yield* park<Call, CallRejected | NoAddressFamily | Refused>(
        machine,
        "makeCall",
        (done) => {
          const family = machine.family(options.adapter)
          if (family === undefined) return done(Exit.fail(new NoAddressFamily({ client: name, wanted: `a call to ${label}` })))
          const call = CallMachine.make(
            family,
            label,
            parameters,
            withPolicies(machine.settings.policies, options.policies),
            options.multipoint
          )
          owned.call = call
          call.whenSettled((outcome) => done(outcomeExit(machine, call, outcome)))
          return () => call.release()
        },
        () => owned.call?.release()
      )
    }),
    listen: Effect.fnUntraced(function* (wanted, options) {
      const sap = typeof wanted === "string" ? atmSap(yield* address(wanted)) : wanted
      const label = sapText(sap)
      const machine = yield* present("listen")
      const { policies, listenBuffer } = machine.settings
      const listening = new Listening(
        machine,
        sap,
        label,
        options?.adapter,
        withPolicies(policies, options?.policies),
        options?.buffer ?? listenBuffer
      )
      yield* Effect.addFinalizer(() =>
        Effect.ignore(
          park<void, never>(machine, "listen", (done) => {
            listening.close()
            listening.whenGone(() => done(Exit.void))
          })
        )
      )
      return yield* park<Listener, SapRefused | NoAddressFamily>(machine, "listen", (done) => {
        const family = machine.family(options?.adapter)
        if (family === undefined) return done(Exit.fail(new NoAddressFamily({ client: name, wanted: `listening at ${label}` })))
        machine.listenings.add(listening)
        listening.start(family, (status) =>
          done(
            status === NdisStatus.SUCCESS
              ? Exit.succeed(listenerOf(machine, listening))
              : Exit.fail(new SapRefused({ client: name, sap: label, status }))
          )
        )
        return () => listening.close()
      })
    })
  }
}

const sapText = (sap: Sap): string => {
  const [address] = atmSapOf(sap)?.Addresses ?? []
  if (address !== undefined) return address.Address
  return typeof sap.Sap === "string" ? sap.Sap : `of type 0x${sap.SapType.toString(16)}`
}
