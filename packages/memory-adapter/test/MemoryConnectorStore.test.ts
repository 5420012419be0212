import { suite } from "@odj/connector-store-contract"
import { MemoryConnectorStore } from "../src/index.ts"

suite("MemoryConnectorStore", MemoryConnectorStore.layer)
