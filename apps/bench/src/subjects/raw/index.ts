/** The drivers of the benchmark as raw Effect handlers. */
export * from "./callManager.ts"
export * from "./caller.ts"
export * from "./miniport.ts"
