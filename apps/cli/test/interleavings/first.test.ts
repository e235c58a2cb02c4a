import { holdInDrawnOrders } from "./orders.ts"

holdInDrawnOrders(0)
