/**
 * The generic cell rate algorithm (ITU-T I.371, ATM Forum TM 4.1), as virtual scheduling: when does data conform to a contract?
 *
 * Data travels in frames, whole AAL5 units of some cells. A frame stands for its cells sent one after the other at the peak rate, as an
 * adapter that shapes would send them, from the moment on at which the frame is seen: it conforms if each of them does. So the cells that
 * conform in any time t are at most rate·t + burst (the burst that was agreed on, or one frame where that is larger).
 *
 * Times are whole microseconds of any clock that starts at 0 or later; what a rate makes of them in between is kept as a fraction, exactly,
 * and a cell in the microsecond of its theoretical time is on time: nothing drifts, and every machine comes to the same answer.
 */
import type { Contract } from "./Contract.ts"

const microsPerSecond = 1_000_000

/** One rate: the time at which the next cell would come if cells came exactly at that rate (the theoretical arrival time). */
export class Gcra {
  /** In cells/s. Undefined: there is no limit. */
  private rate: number | undefined
  /** Theoretical arrival time: whole microseconds, and so many parts of `rate` of one more. */
  private micros = 0
  private parts = 0

  constructor(cellsPerSecond: number | undefined) {
    this.rate = cellsPerSecond
  }

  /** How long before its theoretical time a cell would be now, in whole microseconds, rounded up; 0 or less: it would not be early. */
  early(nowMicros: number): number {
    return this.rate === undefined ? 0 : this.micros + (this.parts > 0 ? 1 : 0) - nowMicros
  }

  /** So many cells came now. */
  count(cells: number, nowMicros: number): void {
    const { rate } = this
    if (rate === undefined) return
    if (this.early(nowMicros) < 0) {
      this.micros = nowMicros
      this.parts = 0
    }
    const duration = cells * microsPerSecond
    const parts = duration % rate
    this.micros += (duration - parts) / rate
    this.parts += parts
    if (this.parts < rate) return
    this.parts -= rate
    this.micros++
  }

  /** Another rate from now on. Cells that are ahead of the old one stay ahead by as many cells, to the next microsecond. */
  change(cellsPerSecond: number | undefined, nowMicros: number): void {
    if (cellsPerSecond === this.rate) return
    const ahead = Math.max(0, this.early(nowMicros))
    this.micros = cellsPerSecond === undefined ? 0 : nowMicros + Math.ceil((ahead * (this.rate ?? 0)) / cellsPerSecond)
    this.parts = 0
    this.rate = cellsPerSecond
  }
}

/** The rates of a contract together: the peak rate, and in the long run the sustained one with its burst. */
export class Meter {
  private contract: Contract
  private readonly peak: Gcra
  private readonly sustained: Gcra
  /** How much longer cells take at the sustained rate than at the peak rate, each, in microseconds. */
  private lagMicros: number

  constructor(contract: Contract) {
    this.contract = contract
    this.peak = new Gcra(contract.peakCellsPerSecond)
    this.sustained = new Gcra(contract.sustainedCellsPerSecond)
    this.lagMicros = lagMicros(contract)
  }

  /** How much too early a frame of so many cells would be now, in microseconds, without any tolerance. 0 or less: it conforms. */
  early(cells: number, nowMicros: number): number {
    const peak = this.peak.early(nowMicros)
    if (this.contract.sustainedCellsPerSecond === undefined) return peak
    const slack = Math.floor(Math.max(0, this.contract.burstCells - cells) * this.lagMicros)
    return Math.max(peak, this.sustained.early(nowMicros) - slack)
  }

  /** Such a frame came now and counts. */
  count(cells: number, nowMicros: number): void {
    this.peak.count(cells, nowMicros)
    this.sustained.count(cells, nowMicros)
  }

  /** Another contract from now on. What was sent under the old one stays counted. */
  change(contract: Contract, nowMicros: number): void {
    this.contract = contract
    this.peak.change(contract.peakCellsPerSecond, nowMicros)
    this.sustained.change(contract.sustainedCellsPerSecond, nowMicros)
    this.lagMicros = lagMicros(contract)
  }
}

const lagMicros = ({ peakCellsPerSecond: peak, sustainedCellsPerSecond: sustained }: Contract): number => {
  if (sustained === undefined) return 0
  const each = microsPerSecond / sustained
  return peak === undefined ? each : Math.max(0, each - microsPerSecond / peak)
}
