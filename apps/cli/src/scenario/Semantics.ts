/**
 * Do the names of a scenario fit together? Hosts, clients, calls, addresses, instances, and names of the DDI in the forms it runs in.
 */
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import { type DdiName, ddi } from "@condis/core/ddi/Ddi"
import { cmName, namesIn } from "../expect/Names.ts"
import type { Matcher } from "./Expect.ts"
import { misfit } from "./FaultForms.ts"
import type { Objection } from "./Issues.ts"
import type { Path } from "./Positions.ts"
import { callManager, formsOf, type Host, instancesOf, type Scenario } from "./Scenario.ts"
import type { NetworkStep, PlainStep, Step } from "./Step.ts"
import { alternatives, didYouMean } from "./Suggest.ts"
import { isDdiName } from "./Vocabulary.ts"

/** The name of the switch, as an end of a frame. */
const switchName = "switch"

const unknown = (path: Path, what: string, name: string, known: Iterable<string>): Objection => {
  const names = [...known]
  const help = didYouMean(name, names)
  return {
    path,
    found: `there is no ${what} ${name}`,
    expected: names.length === 0 ? `no ${what} is known here` : alternatives(names.slice(0, 12)),
    ...(help === undefined ? {} : { help })
  }
}

/** Everything that does not fit. */
export const check = (scenario: Scenario): ReadonlyArray<Objection> => {
  const semantics = new Semantics(scenario)
  semantics.hosts()
  semantics.faults()
  semantics.script()
  semantics.expectations()
  return semantics.found
}

class Semantics {
  readonly found: Array<Objection> = []
  private readonly scenario: Scenario
  private readonly hostNames: ReadonlyArray<string>
  private readonly clients: ReadonlyArray<string>
  private readonly drivers: ReadonlyArray<string>
  private readonly adapters: ReadonlyArray<string>
  private readonly calls = new Set<string>()

  constructor(scenario: Scenario) {
    this.scenario = scenario
    const hosts = Object.entries(scenario.hosts)
    this.hostNames = hosts.map(([name]) => name)
    this.clients = hosts.flatMap(([name, host]) => Object.keys(host.clients).map((client) => `${name}/${client}`))
    this.adapters = hosts.map(([name, host]) => `${name}/${host.adapter}`)
    this.drivers = hosts.flatMap(([name, host]) => instancesOf(host, "cm").map(([instance]) => `${name}/${instance}`))
  }

  private object(path: Path, found: string, expected?: string): void {
    this.found.push({ path, found, ...(expected === undefined ? {} : { expected }) })
  }

  hosts(): void {
    if (this.hostNames.length === 0) this.object(["hosts"], "there is no host", "at least one host")
    const addresses = new Map<string, string>()
    for (const [name, host] of Object.entries(this.scenario.hosts)) {
      if (name === switchName) this.object(["hosts", name], `a host cannot be called ${switchName}: the network's switch is`)
      this.taken(addresses, host.address, `host ${name}`, ["hosts", name, "address"])
      this.names(name, host)
      const saps = new Map<string, string>()
      for (const [client, { saps: wanted }] of Object.entries(host.clients)) {
        wanted.forEach((sap, index) => this.taken(saps, sap, `client ${client}`, ["hosts", name, "clients", client, "saps", index]))
      }
    }
    this.scenario.network.pvcs.forEach(({ a, b }, index) => {
      this.host(a, ["network", "pvcs", index, "a"])
      this.host(b, ["network", "pvcs", index, "b"])
    })
    for (const address of Object.keys(this.scenario.network.farEnds)) {
      this.taken(addresses, address, "another far end", ["network", "farEnds", address])
    }
  }

  private taken(owners: Map<string, string>, address: string, owner: string, path: Path): void {
    const text = atmAddressText(atmAddress(address))
    const other = owners.get(text)
    if (other === undefined) owners.set(text, owner)
    else this.object(path, `the address ${address} is that of ${other} already`, "an address that nobody has")
  }

  /** Instance names of a host: each once, none of them NDIS. */
  private names(name: string, host: Host): void {
    const reserved = ["NDIS", callManager]
    if (reserved.includes(host.adapter)) this.object(["hosts", name, "adapter"], `an adapter cannot be called ${host.adapter}`)
    for (const client of Object.keys(host.clients)) {
      const clash = reserved.includes(client)
        ? "that name has a meaning already"
        : client === host.adapter
          ? "the adapter has this name"
          : undefined
      if (clash !== undefined) this.object(["hosts", name, "clients", client], `a client cannot be called ${client}: ${clash}`)
    }
  }

  faults(): void {
    this.scenario.faults.forEach((rule, index) => {
      const found = misfit(this.scenario, rule)
      if (found !== undefined) this.found.push({ path: ["faults", index], ...found })
    })
  }

  script(): void {
    this.scenario.script.forEach((step, index) => this.step(step, ["script", index]))
  }

  private step(step: Step, path: Path): void {
    if (step.together === undefined) return this.plain(step, path)
    step.together.forEach((inner, index) => this.plain(inner, [...path, "together", index]))
  }

  private plain(step: PlainStep, path: Path): void {
    if (step.call !== undefined) this.call(step.call, [...path, "call"])
    else if (step.addParty !== undefined) this.party(step.addParty, [...path, "addParty"])
    else if (step.dropParty !== undefined) this.party(step.dropParty, [...path, "dropParty"])
    else if (step.send !== undefined) this.onCall(step.send.call, step.send.from, "from", [...path, "send"])
    else if (step.modify !== undefined) this.onCall(step.modify.call, step.modify.by, "by", [...path, "modify"])
    else if (step.close !== undefined) this.onCall(step.close.call, step.close.by, "by", [...path, "close"])
    else if (step.receive !== undefined) {
      this.instance(this.clients, "client", step.receive.at, [...path, "receive", "at"])
      if (step.receive.call !== undefined) this.onCall(step.receive.call, undefined, "at", [...path, "receive"])
    } else if (step.network !== undefined) this.network(step.network, [...path, "network"])
    else if (step.register !== undefined) this.instance(this.clients, "client", step.register.client, [...path, "register", "client"])
    else if (step.deregister !== undefined) this.instance(this.clients, "client", step.deregister.client, [...path, "deregister", "client"])
    else if (step.query !== undefined) this.asks(step.query, [...path, "query"])
    else if (step.set !== undefined) this.asks(step.set, [...path, "set"])
    else if (step.cancel !== undefined) this.onCall(step.cancel.call, step.cancel.by, "by", [...path, "cancel"])
    else if (step.reset !== undefined) this.instance(this.adapters, "adapter", step.reset.adapter, [...path, "reset", "adapter"])
    else if (step.pause !== undefined) this.instance(this.drivers, "driver", step.pause.driver, [...path, "pause", "driver"])
    else if (step.restart !== undefined) this.instance(this.drivers, "driver", step.restart.driver, [...path, "restart", "driver"])
    else if (step.sleep !== undefined) this.instance(this.adapters, "adapter", step.sleep.adapter, [...path, "sleep", "adapter"])
    else if (step.wake !== undefined) this.instance(this.adapters, "adapter", step.wake.adapter, [...path, "wake", "adapter"])
    else if (step.unplug !== undefined) this.instance(this.adapters, "adapter", step.unplug.adapter, [...path, "unplug", "adapter"])
    else if (step.plug !== undefined) this.instance(this.adapters, "adapter", step.plug.adapter, [...path, "plug", "adapter"])
    else if (step.switchOff !== undefined) this.host(step.switchOff, [...path, "switchOff"])
    else if (step.ddi !== undefined) this.ddi(step.ddi, [...path, "ddi"])
    else if (step.stop !== undefined) this.instance(this.drivers, "driver", step.stop.driver, [...path, "stop", "driver"])
    else if (step.crash !== undefined) this.instance(this.drivers, "driver", step.crash.driver, [...path, "crash", "driver"])
  }

  private call(call: { readonly id: string; readonly from: string; readonly to: string }, path: Path): void {
    if (this.calls.has(call.id)) this.object([...path, "id"], `there is a call ${call.id} already`, "a name no other call has")
    this.calls.add(call.id)
    this.instance(this.clients, "client", call.from, [...path, "from"])
    this.called(call.to, path)
  }

  private party(party: { readonly call: string; readonly to: string }, path: Path): void {
    this.onCall(party.call, undefined, "", path)
    this.called(party.to, path)
  }

  private called(to: string, path: Path): void {
    if (!this.hostNames.includes(to) && !isAddress(to)) this.found.push(unknown([...path, "to"], "host or address", to, this.hostNames))
  }

  private onCall(call: string, client: string | undefined, key: string, path: Path): void {
    if (!this.calls.has(call)) this.found.push(unknown([...path, "call"], "earlier call", call, this.calls))
    if (client !== undefined) this.instance(this.clients, "client", client, [...path, key])
  }

  private instance(known: ReadonlyArray<string>, what: string, name: string, path: Path): void {
    if (!known.includes(name)) this.found.push(unknown(path, what, name, known))
  }

  /** By a client, or by a host's operator, who knows of no calls. */
  private asks(step: { readonly by: string; readonly call?: string; readonly giveUpAfter?: number }, path: Path): void {
    const isClient = step.by.includes("/")
    if (!isClient && step.giveUpAfter !== undefined)
      this.object([...path, "giveUpAfter"], "the operator of a host waits for the answer", "a client that asks")
    if (isClient) this.instance(this.clients, "client", step.by, [...path, "by"])
    else this.host(step.by, [...path, "by"])
    if (step.call === undefined) return
    this.onCall(step.call, undefined, "", path)
    if (!isClient) this.object([...path, "call"], "the operator of a host knows of no calls", "a client that is in the call")
  }

  /** A function that this driver may call, in each form the scenario runs in. */
  private ddi({ by, calls }: NonNullable<PlainStep["ddi"]>, path: Path): void {
    this.instance(this.drivers, "driver", by, [...path, "by"])
    const [host = "", driver = ""] = by.split("/")
    const value = this.scenario.hosts[host]
    if (value === undefined || !isDdiName(calls)) return
    for (const form of formsOf(this.scenario)) {
      const roles = instancesOf(value, form).flatMap(([name, role]) => (name === inForm(value, driver, form) ? [role] : []))
      const [name] = namesIn(calls, form, driver === callManager)
      const entry = name === undefined ? undefined : ddi(name)
      if (entry?.kind === "function" && roles.some((role) => (entry.calledBy as ReadonlyArray<string>).includes(role))) continue
      this.object([...path, "calls"], `${by} does not call ${calls} in the form ${form}`, "a function of that driver, or form: cm or mcm")
      return
    }
  }

  private network(step: NetworkStep, path: Path): void {
    for (const key of ["silence", "linkDown", "linkUp"] as const) {
      const host = step[key]
      if (host !== undefined) this.host(host, [...path, key])
    }
    if (step.restart !== undefined) this.host(step.restart.host, [...path, "restart", "host"])
  }

  private host(name: string, path: Path): void {
    if (!this.hostNames.includes(name)) this.found.push(unknown(path, "host", name, this.hostNames))
  }

  expectations(): void {
    const { changes, ladder, ladderOf, never, states } = this.scenario.expect
    ladder.forEach((matcher, index) => this.matcher(matcher, undefined, ["expect", "ladder", index]))
    never.forEach((matcher, index) => this.matcher(matcher, undefined, ["expect", "never", index]))
    for (const [host, matchers] of Object.entries(ladderOf)) {
      this.host(host, ["expect", "ladderOf", host])
      matchers.forEach((matcher, index) => this.matcher(matcher, host, ["expect", "ladderOf", host, index]))
    }
    for (const host of Object.keys(changes)) this.host(host, ["expect", "changes", host])
    states.forEach((state, index) => this.host(state.host, ["expect", "states", index, "host"]))
  }

  private matcher(matcher: Matcher, around: string | undefined, path: Path): void {
    if (matcher.host !== undefined) {
      this.host(matcher.host, [...path, "host"])
      if (around !== undefined && matcher.host !== around)
        this.object([...path, "host"], `this line is in the list of ${around}`, `no host, or ${around}`)
    }
    const known = matcher.frame === undefined ? this.instancesOn(matcher.host ?? around) : [switchName, ...this.hostNames, ...this.drivers]
    for (const key of ["from", "to"] as const) {
      const name = matcher[key]
      if (name !== undefined && !known.includes(name)) this.found.push(unknown([...path, key], "instance", name, known))
    }
    const forms = formsOf(this.scenario).filter((form) => matcher.form === undefined || matcher.form === form)
    if (forms.length === 0)
      this.object([...path, "form"], `the scenario never runs in the form ${String(matcher.form)}`, this.scenario.form)
    if (matcher.ddi !== undefined && isDdiName(matcher.ddi)) this.forms(matcher, matcher.ddi, [...path, "ddi"])
  }

  private instancesOn(host: string | undefined): ReadonlyArray<string> {
    const all = this.drivers
      .filter((name) => host === undefined || name.startsWith(`${host}/`))
      .map((name) => name.slice(name.indexOf("/") + 1))
    return ["NDIS", ...new Set(all)]
  }

  /** Each line means something in each form the scenario runs in. */
  private forms(matcher: Matcher, ddi: DdiName, path: Path): void {
    for (const form of formsOf(this.scenario)) {
      if (matcher.form !== undefined && matcher.form !== form) continue
      if (linesIn(matcher, ddi, form).length > 0) continue
      const twin = cmName(ddi)
      this.object(
        path,
        `${ddi} does not exist in the ${form === "cm" ? "call manager" : "MCM"} form`,
        form === "cm" && twin !== undefined
          ? `${twin}, which stands for both names${this.scenario.form === "cm" ? "" : ", or form: mcm beside it"}`
          : `form: ${form === "cm" ? "mcm" : "cm"} beside it, or a crossing that both forms have`
      )
    }
  }
}

/** The instance that a driver of a scenario is in a form. */
const inForm = (host: Host, driver: string, form: "cm" | "mcm"): string =>
  form === "mcm" && driver === callManager ? host.adapter : driver

/** The names a line stands for in a form. */
const linesIn = (matcher: Matcher, ddi: DdiName, form: "cm" | "mcm"): ReadonlyArray<DdiName> => namesIn(ddi, form, byManager(matcher))

/** Does a line say that the call manager is the driver of the crossing? Undefined: it names no driver. */
export const byManager = ({ from, to }: Matcher): boolean | undefined => {
  const driver = [from, to].find((name) => name !== undefined && name !== "NDIS")
  return driver === undefined ? undefined : driver === callManager
}

const isAddress = (text: string): boolean => {
  try {
    atmAddress(text)
    return true
  } catch {
    return false
  }
}
