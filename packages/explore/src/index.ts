/** Runs Effect programs deterministically: chosen schedules, virtual time, replay. */
export * as Choices from "./Choices.ts"
export * as SeededScheduler from "./SeededScheduler.ts"
export * as Simulation from "./Simulation.ts"
export * as VirtualClock from "./VirtualClock.ts"
