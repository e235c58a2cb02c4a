/**
 * The machine a figure belongs to, and the garbage collector.
 */
import * as Os from "node:os"
import * as V8 from "node:v8"
import * as Vm from "node:vm"

/** What a reader must know to compare figures. */
export interface Machine {
  readonly node: string
  readonly v8: string
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Mean number of runnable processes over the last minute, at the start: above 0 the figures are disturbed. */
  readonly load: number
  /** Was young garbage collected before each run? */
  readonly gc: boolean
}

/** V8's collector, of young garbage or of all, made visible without a flag on the command line; undefined on another engine. */
const collector = (type: "minor" | "major"): (() => void) | undefined => {
  V8.setFlagsFromString("--expose-gc")
  const gc: unknown = Vm.runInNewContext("typeof gc === 'function' ? gc : undefined")
  return typeof gc === "function" ? () => void gc({ type }) : undefined
}

const gc = collector("minor")

/**
 * Collects young garbage, where that can be asked for. Never the old: a full collection makes V8 throw away optimised code whose objects
 * it finds dead, and the rows with the most code would be timed while it is compiled anew.
 */
export const collect: () => void = gc ?? (() => {})

/** Collects all garbage, where that can be asked for: for measuring memory, not before a timed run. */
export const collectAll: () => void = collector("major") ?? (() => {})

export const machine = (): Machine => ({
  node: process.version,
  v8: process.versions.v8,
  platform: `${process.platform} ${process.arch}`,
  cpu: Os.cpus()[0]?.model.trim() ?? "unknown",
  cores: Os.availableParallelism(),
  memoryGiB: Math.round(Os.totalmem() / 2 ** 30),
  load: Math.round(Os.loadavg()[0]! * 100) / 100,
  gc: gc !== undefined
})
