import { newQuickJSWASMModule, newVariant, type QuickJSWASMModule, RELEASE_SYNC } from 'quickjs-emscripten';

export interface Engine {
  readonly quickjs: QuickJSWASMModule;
  /** A script has needed more than the engine began with. It never gives that back, and at the end of its memory it breaks. */
  hasGrown(): boolean;
}

/** Node has it; its types do not. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

const PAGE_BYTES = 64 * 2 ** 10;

/** The least that the engine starts with. */
const INITIAL_BYTES = 16 * 2 ** 20;

/** What the engine needs for itself: its constants, its stack and a bare world. */
const OWN_BYTES = 6 * 2 ** 20;

/**
 * Loads QuickJS with a memory that ends where scripts have used theirs. The engine's own limit is not enough: compiled to
 * WebAssembly it counts eight bytes for each allocation, however large, and so holds for single allocations alone.
 */
export const loadEngine = async (memoryBytes: number): Promise<Engine> => {
  const wasmMemory = new WebAssembly.Memory({
    initial: INITIAL_BYTES / PAGE_BYTES,
    maximum: Math.max(INITIAL_BYTES, memoryBytes + OWN_BYTES) / PAGE_BYTES,
  });
  const quickjs = await newQuickJSWASMModule(newVariant(RELEASE_SYNC, { wasmMemory }));
  return { quickjs, hasGrown: () => wasmMemory.buffer.byteLength > INITIAL_BYTES };
};
