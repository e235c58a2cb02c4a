export * as Uni from "./uni/index.ts"
